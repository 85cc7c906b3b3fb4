"""What can go wrong on the network. Every message is plain English, ready for a report, and holds no part of an
answer and no query string.

NetError
  Refused            the address policy forbids it; nothing was sent
  Unreachable        no such name, or nobody accepts a connection there
  TlsFailed          the server could not prove who it is, or does not speak TLS
  TimedOut           it was silent for too long, or took too long in all
  TooLarge           headers, body or unpacked body are beyond a limit
  BadAnswer          what it sent breaks the rules of HTTP/1.1
  TooManyRedirects   one redirect led to the next
"""


class NetError(Exception):
    """Why there is no answer. The text is a clause about the server, such as `it sent nothing for 10 s`."""


class Refused(NetError):
    """The address policy forbids it; nothing was sent there."""


class Unreachable(NetError):
    """There is no such name, or nobody accepts a connection there."""


class TlsFailed(NetError):
    """The server could not prove who it is, or does not speak TLS."""


class TimedOut(NetError):
    """The server was silent for too long, or took too long in all."""


class TooLarge(NetError):
    """Headers, body or unpacked body are beyond a limit."""


class BadAnswer(NetError):
    """What the server sent breaks the rules of HTTP/1.1."""


class TooManyRedirects(NetError):
    """One redirect led to the next, beyond the limit."""
