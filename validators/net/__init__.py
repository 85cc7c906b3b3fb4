"""The only place that opens a socket.

`client` sends one HTTP request over a connection to an address that `policy` has checked; `fetch` is what the URL input
of `fairmark validate` uses. All that can go wrong is in one tree of exceptions, drawn in `errors`.
"""
