"""Portability packages of the learning profile (section 4.14): all that is recorded of a learner, or in an
organisation, leaves this server and comes into another one without loss."""
