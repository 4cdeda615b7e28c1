import ProxyCore
import Testing

/// One raw request head and what must become of it.
struct RequestCase: CustomTestStringConvertible {
    var raw: Octets
    var expectation: Expectation

    enum Expectation: Equatable {
        case accepted(BodyFraming)
        case rejected(HTTP1Rejection)
    }

    init(_ raw: Octets, _ framing: BodyFraming) {
        self.raw = raw
        self.expectation = .accepted(framing)
    }

    init(_ raw: Octets, _ rejection: HTTP1Rejection) {
        self.raw = raw
        self.expectation = .rejected(rejection)
    }

    var testDescription: String { self.raw.description.debugDescription }
}

/// Raw request heads, accepted and refused: the framing corpus.
enum RequestCorpus {
    static let all = accepted + lines + targets + hosts + fieldSyntax + framing + connection

    /// A POST whose fields, after Host, are these.
    private static func post(_ fields: String) -> Octets {
        Octets("POST /p HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n")
    }

    private static func get(_ target: String) -> Octets { Octets("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n") }

    private static func host(_ value: String) -> Octets { Octets("GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n") }

    static let accepted: [RequestCase] = [
        .init("GET / HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("GET / HTTP/1.0\r\n\r\n", .none),
        .init("GET / HTTP/1.0\r\nHost: h\r\n\r\n", .none),
        .init("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("get / HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("GET http://h/x HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("GET HTTPS://h HTTP/1.1\r\nHost: other\r\n\r\n", .none),
        .init("OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("GET /?a=b|c{d}^`\\ HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("GET //a HTTP/1.1\r\nHost: h\r\n\r\n", .none),
        .init("GET / HTTP/1.1\r\nhOsT:h\r\n\r\n", .none),
        .init("GET / HTTP/1.1\r\nHost:\t h \t\r\n\r\n", .none),
        .init("GET / HTTP/1.1\r\nHost: h\r\nX: \r\n\r\n", .none),
        .init("GET / HTTP/1.1\r\nHost: h\r\nX:\r\n\r\n", .none),
        .init("GET / HTTP/1.1\r\nHost: h\r\nX: a\tb \u{80}\u{ff}\r\n\r\n", .none),
        .init("GET / HTTP/1.1\r\nHost: h\r\n!#$%&'*+-.^_`|~9aZ: v\r\n\r\n", .none),
        .init(post("Content-Length: 0"), .length(0)),
        .init(post("Content-Length: 5"), .length(5)),
        .init(post("Content-Length: 0005"), .length(5)),
        .init(post("CONTENT-LENGTH:5"), .length(5)),
        .init(post("Content-Length: 9223372036854775807"), .length(9_223_372_036_854_775_807)),
        .init(post("Transfer-Encoding: chunked"), .chunked),
        .init(post("transfer-encoding:\tChUnKeD  "), .chunked),
        .init(post("Transfer-Encoding: chunked\r\nConnection: close"), .chunked),
        .init(post("Expect: 100-Continue\r\nContent-Length: 5"), .length(5)),
        .init("DELETE / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n", .length(3)),
    ]

    static let lines: [RequestCase] = [
        .init("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("\rGET / HTTP/1.1\r\nHost: h\r\n\r\n", .bareCR),
        .init(" GET / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("GET  / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("GET /  HTTP/1.1\r\nHost: h\r\n\r\n", .malformedVersion),
        .init("GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("GET /\tHTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("GET / HTTP/1.1 \r\nHost: h\r\n\r\n", .malformedVersion),
        .init("GET /\r\n\r\n", .malformedRequestLine),
        .init("GET / \r\n\r\n", .malformedVersion),
        .init("GET\r\n\r\n", .malformedRequestLine),
        .init("G(T / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("G\0T / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("\u{ff}ET / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH / HTTP/1.1\r\nHost: h\r\n\r\n", .methodTooLong),
        .init("GET / HTTP/1.10\r\nHost: h\r\n\r\n", .malformedVersion),
        .init("GET / HTTP/1.\r\nHost: h\r\n\r\n", .malformedVersion),
        .init("GET / HTTP/11\r\nHost: h\r\n\r\n", .malformedVersion),
        .init("GET / http/1.1\r\nHost: h\r\n\r\n", .malformedVersion),
        .init("GET / HTTPS/1.1\r\nHost: h\r\n\r\n", .malformedVersion),
        .init("GET / HTTP/1.2\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("GET / HTTP/0.9\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("GET / HTTP/2.0\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("GET / HTTP/3.0\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .http2Preface),
        .init("GET / HTTP/1.1\nHost: h\r\n\r\n", .bareLF),
        .init("GET / HTTP/1.1\rHost: h\r\n\r\n", .bareCR),
        .init("GET / HTTP/1.1\r\rHost: h\r\n\r\n", .bareCR),
        .init("\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\u{01}\u{fc}\u{03}\u{03}", .malformedRequestLine),
    ]

    static let targets: [RequestCase] = [
        .init("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", .connectNotImplemented),
        .init("GET h:443 HTTP/1.1\r\nHost: h\r\n\r\n", .targetFormNotAllowed),
        .init(get("h"), .targetFormNotAllowed),
        .init(get("*"), .targetFormNotAllowed),
        .init(get("*x"), .targetFormNotAllowed),
        .init(get("?q"), .targetFormNotAllowed),
        .init(get("../x"), .targetFormNotAllowed),
        .init(get("ftp://h/"), .unsupportedScheme),
        .init(get("://h/"), .unsupportedScheme),
        .init(get("http:///x"), .invalidHost),
        .init(get("http://u@h/"), .userinfoInAuthority),
        .init(get("http://u:p@h/"), .userinfoInAuthority),
        .init(get("http://h:x/"), .invalidHost),
        .init(get("http:/h/"), .targetFormNotAllowed),
        .init(get("/a#b"), .fragmentInTarget),
        .init(get("/a?b#c"), .fragmentInTarget),
        .init(get("/a\"b"), .invalidTarget),
        .init(get("/<a>"), .invalidTarget),
        .init(get("/a?<b"), .invalidTarget),
        .init(get("/\u{c3}\u{a4}"), .invalidTarget),
        .init(get("/a?\u{ff}"), .invalidTarget),
        .init(get("/a\0b"), .controlByte),
        .init(get("/a\u{1f}"), .controlByte),
        .init(get("/a\u{7f}"), .controlByte),
        .init(get("/a\\b"), .backslashInPath),
        .init(get("/%00"), .invalidPercentEncoding),
        .init(get("/%"), .invalidPercentEncoding),
        .init(get("/%2"), .invalidPercentEncoding),
        .init(get("/%zz"), .invalidPercentEncoding),
        .init(get("/.."), .pathEscapesRoot),
        .init(get("/a/../../b"), .pathEscapesRoot),
        .init(get("/%2e%2E/b"), .pathEscapesRoot),
        .init(get("http://h/../x"), .pathEscapesRoot),
        .init(get("/a b"), .malformedVersion),
    ]

    static let hosts: [RequestCase] = [
        .init("GET / HTTP/1.1\r\n\r\n", .missingHost),
        .init("GET http://h/ HTTP/1.1\r\n\r\n", .missingHost),
        .init("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .repeatedHost),
        .init("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", .repeatedHost),
        .init("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", .repeatedHost),
        .init(host(""), .invalidHost),
        .init(host("a b"), .invalidHost),
        .init(host("a/b"), .invalidHost),
        .init(host("a\\b"), .invalidHost),
        .init(host("a\"b"), .invalidHost),
        .init(host("a?b"), .invalidHost),
        .init(host("a#b"), .invalidHost),
        .init(host("a<b"), .invalidHost),
        .init(host("\u{c3}\u{a4}.example"), .invalidHost),
        .init(host("a%41"), .invalidHost),
        .init(host("u@h"), .userinfoInAuthority),
        .init(host("u:1@h"), .userinfoInAuthority),
        .init(host("h:"), .invalidHost),
        .init(host("h:0"), .invalidHost),
        .init(host("h:65536"), .invalidHost),
        .init(host("h:000080"), .invalidHost),
        .init(host("h:8x"), .invalidHost),
        .init(host("h:-1"), .invalidHost),
        .init(host(":80"), .invalidHost),
        .init(host("."), .invalidHost),
        .init(host("a.."), .invalidHost),
        .init(host("[::1"), .invalidHost),
        .init(host("[]"), .invalidHost),
        .init(host("[::1]x"), .invalidHost),
        .init(host("[fe80::1%25eth0]"), .invalidHost),
        .init(host("[v1.x]"), .invalidHost),
        .init(host("[1:2:3:4:5:6:7:8:9]"), .invalidHost),
        .init(host("::1"), .invalidHost),
        .init(host(String(repeating: "a", count: 256)), .invalidHost),
        .init(host("http://h"), .invalidHost),
        .init("GET http://h/ HTTP/1.1\r\nHost: a b\r\n\r\n", .invalidHost),
    ]

    static let fieldSyntax: [RequestCase] = [
        .init(post("X : y"), .spaceBeforeColon),
        .init(post("X\t: y"), .spaceBeforeColon),
        .init(post("X"), .missingColon),
        .init(post(": y"), .invalidFieldName),
        .init(post("X(A): y"), .invalidFieldName),
        .init(post("X\"A: y"), .invalidFieldName),
        .init(post("X\u{c3}\u{a4}: y"), .invalidFieldName),
        .init(post("X\0A: y"), .controlByte),
        .init(post("X\u{80}: y"), .invalidFieldName),
        .init(post("X\u{7f}: y"), .controlByte),
        .init(post("X: a\0b"), .controlByte),
        .init(post("X: a\u{0b}b"), .controlByte),
        .init(post("X: a\u{7f}b"), .controlByte),
        .init(post("X: \u{1b}"), .controlByte),
        .init(post("X: a\nY: b"), .bareLF),
        .init(post("X: a\rY: b"), .bareCR),
        .init(post("X: a\r\rY: b"), .bareCR),
        .init(post("X: a\r\n b"), .obsoleteFold),
        .init(post("X: a\r\n\tb"), .obsoleteFold),
        .init(post("X: a\r\n \r\nY: b"), .obsoleteFold),
        .init("GET / HTTP/1.1\r\n Host: h\r\n\r\n", .obsoleteFold),
        .init("GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\n", .bareLF),
        .init("GET / HTTP/1.1\r\nHost: h\r\nX: a\n\n", .bareLF),
        .init("GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\rX", .bareCR),
        .init("GET / HTTP/1.1\r\nHost: h\r\nX\r\n: a\r\n\r\n", .missingColon),
    ]

    static let framing: [RequestCase] = [
        .init(post("Content-Length: 5\r\nTransfer-Encoding: chunked"), .contentLengthWithTransferEncoding),
        .init(post("Transfer-Encoding: chunked\r\nContent-Length: 5"), .contentLengthWithTransferEncoding),
        .init(post("Transfer-Encoding: gzip\r\nContent-Length: 5"), .contentLengthWithTransferEncoding),
        .init(post("Content-Length: 5\r\nContent-Length: 50"), .repeatedContentLength),
        .init(post("Content-Length: 5\r\ncontent-length: 5"), .repeatedContentLength),
        .init(post("Content-Length: 5, 5"), .invalidContentLength),
        .init(post("Content-Length: 5, 50"), .invalidContentLength),
        .init(post("Content-Length: +5"), .invalidContentLength),
        .init(post("Content-Length: -5"), .invalidContentLength),
        .init(post("Content-Length: 0x5"), .invalidContentLength),
        .init(post("Content-Length: 5.0"), .invalidContentLength),
        .init(post("Content-Length: 5e0"), .invalidContentLength),
        .init(post("Content-Length: 5a"), .invalidContentLength),
        .init(post("Content-Length: 5;a"), .invalidContentLength),
        .init(post("Content-Length:"), .invalidContentLength),
        .init(post("Content-Length: \"5\""), .invalidContentLength),
        .init(post("Content-Length: 0 5"), .invalidContentLength),
        .init(post("Content-Length: 0_5"), .invalidContentLength),
        .init(post("Content-Length: 5\u{a0}"), .invalidContentLength),
        .init(post("Content-Length: \u{0b}5"), .controlByte),
        .init(post("Content-Length: 5\u{0c}"), .controlByte),
        .init(post("Content-Length: 5\0"), .controlByte),
        .init(post("Content-Length: \u{d9}\u{a5}"), .invalidContentLength),
        .init(post("Content-Length: 9223372036854775808"), .invalidContentLength),
        .init(post("Content-Length: 18446744073709551621"), .invalidContentLength),
        .init(post("Content-Length: 99999999999999999999999"), .invalidContentLength),
        .init("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInHTTP10),
        .init(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), .repeatedTransferEncoding),
        .init(post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"), .repeatedTransferEncoding),
        .init(post("Transfer-Encoding: xchunked"), .unknownTransferCoding),
        .init(post("Transfer-Encoding: chunked2"), .unknownTransferCoding),
        .init(post("Transfer-Encoding: cow, chunked"), .unknownTransferCoding),
        .init(post("Transfer-Encoding: gzip, chunked"), .unknownTransferCoding),
        .init(post("Transfer-Encoding: gzip"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: identity"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: chunked, identity"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: chunked, chunked"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: \"chunked\""), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: chunked;q=1"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: ,chunked"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: chunked,"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding:"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: \u{ff}chunked"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: chun\u{e2}\u{84}\u{aa}ed"), .invalidTransferEncoding),
        .init(post("Transfer-Encoding: chunked\0"), .controlByte),
        .init(post("Transfer-Encoding: \u{0b}chunked"), .controlByte),
        .init(post("Transfer-Encoding:\r\n chunked"), .obsoleteFold),
        .init(post("Transfer-Encoding : chunked"), .spaceBeforeColon),
        .init(post(" Transfer-Encoding: chunked"), .obsoleteFold),
        .init(post("Transfer\0-Encoding: chunked"), .controlByte),
        .init(post("Transfer\u{80}Encoding: chunked"), .invalidFieldName),
        .init(post("X: y\nTransfer-Encoding: chunked"), .bareLF),
        .init(post("X: y\rTransfer-Encoding: chunked"), .bareCR),
    ]

    static let connection: [RequestCase] = [
        .init(post("Connection: host"), .connectionNamesFraming),
        .init(post("Content-Length: 5\r\nConnection: close, Content-Length"), .connectionNamesFraming),
        .init(post("Transfer-Encoding: chunked\r\nConnection: transfer-encoding"), .connectionNamesFraming),
        .init(post("Connection: expect"), .connectionNamesFraming),
        .init(post("Connection: close;x"), .invalidConnection),
        .init(post("Connection: \"close\""), .invalidConnection),
        .init(post("Connection: close x"), .invalidConnection),
        .init(post("Content-Length: 5\r\nExpect: 200-ok"), .unknownExpectation),
        .init(post("Content-Length: 5\r\nExpect: y 100-continue"), .unknownExpectation),
        .init(post("Content-Length: 5\r\nExpect: 100-continue\r\nExpect: 100-continue"), .unknownExpectation),
    ]
}
