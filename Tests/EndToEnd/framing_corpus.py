"""Raw requests with the answers they must get: RFC 9110, RFC 9112 and the known ways to smuggle.

HOST stands for a routed host name. A refused request must never reach the backend; where the head was fine and the body
is not, the backend may have seen a request that was cut off, never a whole one. SMUGGLED is a second request that hides
in the first one; the backend must never see it.
"""

from __future__ import annotations

from dataclasses import dataclass

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n"


@dataclass(frozen=True)
class Case:
    """One raw request."""

    name: str
    raw: bytes
    statuses: frozenset[int]
    # "no": never arrives; "cut": may arrive, never whole; "maybe": zero or one whole; a number: so many, whole.
    arrives: str | int


CASES: list[Case] = []


def _add(name: str, raw: bytes, statuses: set[int], arrives: str | int) -> None:
    CASES.append(Case(name, raw, frozenset(statuses), arrives))


def refused(name: str, raw: bytes, *statuses: int) -> None:
    _add(name, raw, set(statuses) or {400}, "no")


def cut(name: str, raw: bytes, *statuses: int) -> None:
    _add(name, raw, set(statuses) or {400}, "cut")


def either(name: str, raw: bytes, *statuses: int) -> None:
    _add(name, raw, {200, *statuses} if statuses else {200, 400}, "maybe")


def accepted(name: str, raw: bytes, count: int = 1) -> None:
    _add(name, raw, {200}, count)


def get(*fields: bytes, line: bytes = b"GET / HTTP/1.1", host: bytes = b"Host: HOST\r\n") -> bytes:
    return line + b"\r\n" + host + b"".join(fields) + b"\r\n"


def post(*fields: bytes, body: bytes = b"") -> bytes:
    return get(*fields, line=b"POST / HTTP/1.1") + body


def chunks(body: bytes) -> bytes:
    return post(b"Transfer-Encoding: chunked\r\n", body=body)


# Request line

refused("bare LF ends the request line", b"GET / HTTP/1.1\nHost: HOST\r\n\r\n")
refused("bare CR ends the request line", b"GET / HTTP/1.1\rHost: HOST\r\n\r\n")
refused("bare CR inside the target", get(line=b"GET /a\rb HTTP/1.1"))
refused("bare LF inside the target", get(line=b"GET /a\nb HTTP/1.1"))
accepted("CRLF before the request line", b"\r\n" + get())
refused("bare LF before the request line", b"\n" + get())
refused("bare CR before the request line", b"\r" + get())
refused("space before the method", b" " + get())
refused("no method", get(line=b" / HTTP/1.1"))
refused("delimiter in the method", get(line=b"GE(T / HTTP/1.1"))
refused("colon in the method", get(line=b"GET: / HTTP/1.1"))
refused("NUL in the method", get(line=b"G\0ET / HTTP/1.1"))
refused("byte above ASCII in the method", get(line=b"G\xc9T / HTTP/1.1"))
refused("two spaces before the target", get(line=b"GET  / HTTP/1.1"))
refused("two spaces after the target", get(line=b"GET /  HTTP/1.1"))
refused("tab for a space", get(line=b"GET\t/ HTTP/1.1"))
refused("vertical tab for a space", get(line=b"GET /\x0bHTTP/1.1"))
refused("space after the version", get(line=b"GET / HTTP/1.1 "))
refused("words after the version", get(line=b"GET / HTTP/1.1 HTTP/1.1"))
refused("no version", b"GET /\r\n\r\n")
refused("no version, with fields", b"GET /\r\nHost: HOST\r\n\r\n")
refused("no target", get(line=b"GET HTTP/1.1"))
refused("HTTP/0.9", get(line=b"GET / HTTP/0.9"), 400, 505)
refused("HTTP/2.0", get(line=b"GET / HTTP/2.0"), 400, 505)
refused("HTTP/3", get(line=b"GET / HTTP/3"), 400, 505)
refused("two digits of the minor version", get(line=b"GET / HTTP/1.32"), 400, 505)
refused("two digits of the major version", get(line=b"GET / HTTP/01.1"), 400, 505)
refused("no minor version", get(line=b"GET / HTTP/1."), 400, 505)
refused("no dot in the version", get(line=b"GET / HTTP/11"), 400, 505)
refused("comma in the version", get(line=b"GET / HTTP/1,1"), 400, 505)
refused("space in the version", get(line=b"GET / HTTP/ 1.1"), 400, 505)
refused("lower-case version", get(line=b"GET / http/1.1"), 400, 505)
refused("another protocol's name", get(line=b"GET / HTTQ/1.1"), 400, 505)
refused("letters after the version", get(line=b"GET / HTTP/1.1x"), 400, 505)
either("an unknown minor version", get(line=b"GET / HTTP/1.2"), 400, 505)
refused("the HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505)
refused("space in the target", get(line=b"GET /a b HTTP/1.1"))
refused("NUL in the target", get(line=b"GET /a\0b HTTP/1.1"))
refused("control byte in the target", get(line=b"GET /a\x01b HTTP/1.1"))
refused("DEL in the target", get(line=b"GET /a\x7fb HTTP/1.1"))
either("byte above ASCII in the target", get(line=b"GET /\xff HTTP/1.1"))
refused("fragment in the target", get(line=b"GET /a#b HTTP/1.1"))
refused("relative target", get(line=b"GET a/b HTTP/1.1"))
refused("query without a path", get(line=b"GET ?a HTTP/1.1"))
refused("asterisk outside OPTIONS", get(line=b"GET * HTTP/1.1"))
refused("authority outside CONNECT", get(line=b"GET HOST:80 HTTP/1.1"))
refused("CONNECT", get(line=b"CONNECT HOST:443 HTTP/1.1"), 400, 405, 501)
refused("CONNECT with a path", get(line=b"CONNECT / HTTP/1.1"), 400, 405, 501)
accepted("absolute-form", get(line=b"GET http://HOST/ HTTP/1.1"))
accepted("absolute-form in upper case", get(line=b"GET HTTP://HOST/ HTTP/1.1"))
either("absolute-form with another Host", get(line=b"GET http://HOST/ HTTP/1.1", host=b"Host: other.test\r\n"))
refused("absolute-form with a bad Host", get(line=b"GET http://HOST/ HTTP/1.1", host=b"Host: a b\r\n"))
refused("absolute-form without Host", get(line=b"GET http://HOST/ HTTP/1.1", host=b""))
refused("absolute-form with userinfo", get(line=b"GET http://user@HOST/ HTTP/1.1"))
refused("absolute-form without a host", get(line=b"GET http:///a HTTP/1.1"))
refused("absolute-form with a bad port", get(line=b"GET http://HOST:99999/ HTTP/1.1"))
refused("absolute-form of another scheme", get(line=b"GET ftp://HOST/ HTTP/1.1"))
refused("a target of more than 16 KiB", get(line=b"GET /" + b"a" * 17_000 + b" HTTP/1.1"), 414)
refused("a request line without end", b"GET /" + b"a" * 40_000, 414)
refused("a method without end", b"A" * 40_000, 400, 414, 431, 501)
refused("a TLS ClientHello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64)
refused("a PROXY header where none is expected", b"PROXY TCP4 9.9.9.9 9.9.9.8 1 80\r\n" + get())

# Host

refused("no Host", get(host=b""))
refused("the same Host twice", get(host=b"Host: HOST\r\nHost: HOST\r\n"))
refused("two Hosts", get(host=b"Host: HOST\r\nHost: other.test\r\n"))
refused("two Hosts in other cases", get(host=b"Host: other.test\r\nhOST: HOST\r\n"))
refused("an empty Host", get(host=b"Host:\r\n"))
refused("a Host of spaces", get(host=b"Host:   \r\n"))
refused("space in Host", get(host=b"Host: HOST x\r\n"))
refused("a list in Host", get(host=b"Host: HOST, other.test\r\n"))
refused("a path in Host", get(host=b"Host: HOST/a\r\n"))
refused("a query in Host", get(host=b"Host: HOST?a\r\n"))
refused("userinfo in Host", get(host=b"Host: user@HOST\r\n"))
refused("a scheme in Host", get(host=b"Host: http://HOST\r\n"))
refused("markup in Host", get(host=b"Host: <b>HOST\r\n"))
refused("a port of letters in Host", get(host=b"Host: HOST:eighty\r\n"))
refused("a port too large in Host", get(host=b"Host: HOST:65536\r\n"))
refused("a signed port in Host", get(host=b"Host: HOST:-80\r\n"))
refused("two ports in Host", get(host=b"Host: HOST:80:80\r\n"))
refused("an open bracket in Host", get(host=b"Host: [::1\r\n"))
refused("NUL in Host", get(host=b"Host: HOST\0\r\n"))
refused("NUL within Host", get(host=b"Host: HO\0ST\r\n"))
refused("byte above ASCII in Host", get(host=b"Host: \xe4HOST\r\n"))
refused("a Host longer than a name can be", get(host=b"Host: " + b"a." * 140 + b"HOST\r\n"), 400)
refused("a label longer than 63 bytes in Host", get(host=b"Host: " + b"a" * 64 + b".HOST\r\n"), 400, 404)
refused("folded Host", get(host=b"Host:\r\n HOST\r\n"))
refused("space before the colon of Host", get(host=b"Host : HOST\r\n"))
refused("no Host in HTTP/1.0", get(line=b"GET / HTTP/1.0", host=b""), 400, 404)
accepted("Host in upper case", get(host=b"hOsT: HOST\r\n"))
accepted("Host with a port", get(host=b"Host: HOST:8080\r\n"))
accepted("no space after the colon of Host", get(host=b"Host:HOST\r\n"))
either("Host with a dot at its end", get(host=b"Host: HOST.\r\n"), 400, 404)

# Field lines

refused("space before the colon", get(b"X-A : b\r\n"))
refused("tab before the colon", get(b"X-A\t: b\r\n"))
refused("space before the first field", b"GET / HTTP/1.1\r\n Host: HOST\r\nHost: HOST\r\n\r\n")
refused("a folded value", get(b"X-A: b\r\n c\r\n"))
refused("a value folded by a tab", get(b"X-A: b\r\n\tc\r\n"))
refused("a folded Transfer-Encoding", post(b"Transfer-Encoding:\r\n chunked\r\n", body=b"0\r\n\r\n" + SMUGGLED))
refused("no colon", get(b"X-A\r\n"))
refused("no name", get(b": b\r\n"))
refused("space in the name", get(b"X A: b\r\n"))
refused("control byte in the name", get(b"X\x01A: b\r\n"))
refused("NUL in the name", get(b"X\0A: b\r\n"))
refused("byte above ASCII in the name", get(b"X\xc4: b\r\n"))
refused("parenthesis in the name", get(b"X(A: b\r\n"))
refused("quote in the name", get(b'X"A: b\r\n'))
refused("slash in the name", get(b"X/A: b\r\n"))
refused("brace in the name", get(b"X{A: b\r\n"))
refused("at sign in the name", get(b"X@A: b\r\n"))
refused("NUL in the value", get(b"X-A: b\0c\r\n"))
refused("control byte in the value", get(b"X-A: b\x01c\r\n"))
refused("vertical tab in the value", get(b"X-A: b\x0bc\r\n"))
refused("DEL in the value", get(b"X-A: b\x7fc\r\n"))
refused("bare CR in the value", get(b"X-A: b\rX-B: c\r\n"))
refused("bare LF in the value", get(b"X-A: b\nX-B: c\r\n"))
refused("bare CR at the end of the value", get(b"X-A: b\r\r\n"))
refused("Transfer-Encoding after a bare LF", post(b"X-A: b\nTransfer-Encoding: chunked\r\n", body=b"0\r\n\r\n" + SMUGGLED))
refused("Transfer-Encoding after a bare CR", post(b"X-A: b\rTransfer-Encoding: chunked\r\n", body=b"0\r\n\r\n" + SMUGGLED))
refused("bare LF ends the head", b"GET / HTTP/1.1\r\nHost: HOST\r\n\n")
refused("two bare LFs end the head", b"GET / HTTP/1.1\r\nHost: HOST\n\n")
refused("CR CR LF ends the head", b"GET / HTTP/1.1\r\nHost: HOST\r\n\r\r\n")
accepted("tab inside a value", get(b"X-A: b\tc\r\n"))
accepted("whitespace around a value", get(b"X-A: \t b \t \r\n"))
accepted("an empty value", get(b"X-A:\r\n"))
accepted("every token character in a name", get(b"!#$%&'*+-^`|~09azAZ: b\r\n"))
either("byte above ASCII in the value", get(b"X-A: \xe4\r\n"))
refused("too many fields", get(b"X-A: b\r\n" * 200), 431)
refused("fields of more than 64 KiB", get(*[b"X-%d: %b\r\n" % (i, b"v" * 900) for i in range(90)]), 431)
refused("a field without end", get()[:-2] + b"X-A: " + b"v" * 100_000, 431)
refused("a name without end", get()[:-2] + b"X" * 100_000, 400, 431)
accepted("a field of 8 KiB", get(b"X-A: " + b"v" * 8192 + b"\r\n"))
accepted("ninety fields", get(*[b"X-%d: v\r\n" % i for i in range(90)]))
accepted(
    "ninety fields and fifty cookies besides",
    get(*[b"X-%d: v\r\n" % i for i in range(90)], *[b"Cookie: c%d=1\r\n" % i for i in range(50)]),
)
refused("thousands of cookies", get(b"Cookie: c=1\r\n" * 4000), 431)

# Content-Length

refused("two lengths", post(b"Content-Length: 5\r\nContent-Length: 6\r\n", body=b"hello!" + SMUGGLED))
refused("two lengths, the second 0", post(b"Content-Length: 5\r\nContent-Length: 0\r\n", body=b"hello" + SMUGGLED))
refused("a list of two lengths", post(b"Content-Length: 5, 6\r\n", body=b"hello!"))
either("the same length twice", post(b"Content-Length: 5\r\nContent-Length: 5\r\n", body=b"hello"))
either("the same length twice in a list", post(b"Content-Length: 5, 5\r\n", body=b"hello"))
for _text in (
    b"+5", b"-5", b"-0", b"0x5", b"5_0", b"5.0", b"5,", b",5", b"5;", b"5 5", b"1e1", b"five", b"'5'", b'"5"', b"5h", b"\xb25",
    b"\x0b5", b"5\0", b"0b101",
):  # fmt: skip
    refused(f"length {_text!r}", post(b"Content-Length: " + _text + b"\r\n", body=b"hello"))
refused("an empty length", post(b"Content-Length:\r\n", body=SMUGGLED))
refused("a length above 2^64", post(b"Content-Length: 99999999999999999999999\r\n", body=b"hello"), 400, 413)
refused("a length that wraps to 5 in 64 bits", post(b"Content-Length: 18446744073709551621\r\n", body=b"hello"), 400, 413)
refused("a length that wraps to 5 in 32 bits and a body cut off", post(b"Content-Length: 4294967301 4\r\n", body=b"hello"))
refused("space before the colon of Content-Length", post(b"Content-Length : 5\r\n", body=b"hello"))
refused("a folded length", post(b"Content-Length:\r\n 5\r\n", body=b"hello"))
either("zeros before the length", post(b"Content-Length: 0005\r\n", body=b"hello"))
accepted("a length of zero", post(b"Content-Length: 0\r\n"))
accepted("whitespace around the length", post(b"Content-Length: \t5 \r\n", body=b"hello"))
accepted("a body with GET", get(b"Content-Length: 5\r\n") + b"hello")
accepted("an alias of Content-Length beside none", post(b"Content_Length: 5\r\n"))

# Transfer-Encoding

refused("length and chunked", post(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", body=b"0\r\n\r\n" + SMUGGLED))
refused("chunked and length", post(b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", body=b"0\r\n\r\n" + SMUGGLED))
refused("chunked and a length of zero", post(b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", body=b"0\r\n\r\n"))
refused("chunked and a bad length", post(b"Transfer-Encoding: chunked\r\nContent-Length: x\r\n", body=b"0\r\n\r\n"))
refused("length and an unknown coding", post(b"Content-Length: 5\r\nTransfer-Encoding: cow\r\n", body=b"hello"), 400, 501)
refused("length and identity", post(b"Content-Length: 5\r\nTransfer-Encoding: identity\r\n", body=b"hello"), 400, 501)
for _text in (
    b"identity", b"gzip", b"cow", b"xchunked", b"chunkedx", b"chunk", b"chunked, identity", b"chunked, gzip",
    b"identity, chunked", b"chunked, chunked", b"chunked;q=1", b"chunk ed", b'"chunked"', b"'chunked'", b"chunked chunked",
    b"\x0bchunked", b"chunked\0", b"\0chunked", b"c\xc4hunked", b"chunked\x0c", b"",
):  # fmt: skip
    refused(f"coding {_text!r}", post(b"Transfer-Encoding: " + _text + b"\r\n", body=b"0\r\n\r\n" + SMUGGLED), 400, 501)
refused("gzip before chunked", post(b"Transfer-Encoding: gzip, chunked\r\n", body=b"0\r\n\r\n"), 400, 501)
refused("chunked twice", post(b"Transfer-Encoding: chunked\r\n" * 2, body=b"0\r\n\r\n"))
refused("chunked, then another line", post(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n", body=b"0\r\n\r\n"), 400, 501)
refused("another line, then chunked", post(b"Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n", body=b"0\r\n\r\n"), 400, 501)
refused("space before the colon of Transfer-Encoding", post(b"Transfer-Encoding : chunked\r\n", body=b"0\r\n\r\n" + SMUGGLED))
refused("chunked in HTTP/1.0", b"POST / HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
either("an empty element before chunked", post(b"Transfer-Encoding: , chunked\r\n", body=b"0\r\n\r\n"), 400, 501)
either("an empty element after chunked", post(b"Transfer-Encoding: chunked,\r\n", body=b"0\r\n\r\n"), 400, 501)
accepted("chunked in upper case", post(b"Transfer-Encoding: CHUNKED\r\n", body=b"5\r\nhello\r\n0\r\n\r\n"))
accepted("whitespace around chunked", post(b"Transfer-Encoding: \t chunked \r\n", body=b"0\r\n\r\n"))
accepted(
    "an alias of Transfer-Encoding beside a length",
    post(b"Transfer_Encoding: chunked\r\nContent-Length: 5\r\n", body=b"0\r\n\r\n"),
)

# Chunks

for _size in (
    b"0x5", b"+5", b"-5", b" 5", b"5 ", b"5\t", b"5_", b"g", b"", b"5h", b"\x005", b"5\0", b"5,", b"\xb25", b"10000000000000005",
    b"FFFFFFFFFFFFFFFF", b"FFFFFFFFFFFFFFFFF5", b"8000000000000005",
):  # fmt: skip
    cut(f"chunk size {_size!r}", chunks(_size + b"\r\nhello\r\n0\r\n\r\n" + SMUGGLED), 400, 413)
cut("a chunk size without end", chunks(b"0" * 20_000 + b"5\r\nhello\r\n0\r\n\r\n"))
cut("bare LF after the chunk size", chunks(b"5\nhello\r\n0\r\n\r\n"))
cut("bare CR after the chunk size", chunks(b"5\rhello\r\n0\r\n\r\n"))
cut("bare LF in an extension", chunks(b"5;a\nhello\r\n0\r\n\r\n" + SMUGGLED))
cut("bare CR in an extension", chunks(b"5;a\rb\r\nhello\r\n0\r\n\r\n"))
cut("NUL in an extension", chunks(b"5;a\0\r\nhello\r\n0\r\n\r\n"))
cut("an extension without end", chunks(b"5;" + b"a" * 100_000 + b"\r\nhello\r\n0\r\n\r\n"), 400, 413, 431)
cut("a chunk longer than its size", chunks(b"5\r\nhello!\r\n0\r\n\r\n"))
cut("a chunk shorter than its size", chunks(b"5\r\nhell\r\n0\r\n\r\n" + SMUGGLED))
cut("bare LF after a chunk", chunks(b"5\r\nhello\n0\r\n\r\n"))
cut("nothing after a chunk", chunks(b"5\r\nhello0\r\n\r\n" + SMUGGLED))
cut("bare LF after the last chunk", chunks(b"5\r\nhello\r\n0\n\r\n"))
cut("bare LF ends the trailers", chunks(b"5\r\nhello\r\n0\r\n\n"))
cut("space before the colon of a trailer", chunks(b"0\r\nX-A : b\r\n\r\n"))
cut("a folded trailer", chunks(b"0\r\nX-A: b\r\n c\r\n\r\n"))
cut("no colon in a trailer", chunks(b"0\r\nX-A\r\n\r\n"))
cut("NUL in a trailer", chunks(b"0\r\nX-A: \0\r\n\r\n"))
cut("bare LF in a trailer", chunks(b"0\r\nX-A: b\nX-B: c\r\n\r\n"))
cut("trailers without end", chunks(b"0\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\n"), 400, 431)
either("a length as a trailer", chunks(b"5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n"))
either("a coding as a trailer", chunks(b"5\r\nhello\r\n0\r\nTransfer-Encoding: cow\r\n\r\n"))
either("Host as a trailer", chunks(b"5\r\nhello\r\n0\r\nHost: other.test\r\n\r\n"))
either("many zeros before a chunk size", chunks(b"000000000000000000000005\r\nhello\r\n0\r\n\r\n"))
accepted("an extension", chunks(b"5;a=b\r\nhello\r\n0\r\n\r\n"))
accepted("a chunk size in upper case", chunks(b"A\r\n0123456789\r\n0\r\n\r\n"))
accepted("zeros as the last chunk", chunks(b"5\r\nhello\r\n000\r\n\r\n"))
accepted("a trailer", chunks(b"5\r\nhello\r\n0\r\nX-A: b\r\n\r\n"))

# Several requests on one connection

accepted("two requests at once", get() + get(), 2)
accepted("a body and a second request at once", post(b"Content-Length: 5\r\n", body=b"hello") + get(), 2)
accepted("chunks and a second request at once", chunks(b"5\r\nhello\r\n0\r\n\r\n") + get(), 2)
accepted("CRLF after a body", post(b"Content-Length: 5\r\n", body=b"hello\r\n") + get(), 2)
