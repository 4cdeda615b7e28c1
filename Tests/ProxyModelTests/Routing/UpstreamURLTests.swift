import ProxyModel
import Testing

@Suite struct UpstreamURLTests {
    @Test(
        arguments: [
            ("http://b", .http, "b", 80, ""), ("HTTPS://B.test/", .https, "b.test", 443, ""),
            ("http://b:8080/x/y", .http, "b", 8080, "/x/y"),
            ("https://[2001:db8::1]:8443", .https, "2001:db8::1", 8443, ""),
            ("http://127.0.0.1:1", .http, "127.0.0.1", 1, ""), ("unix:/run/a.sock", .unix, "/run/a.sock", 0, ""),
            ("unix:/run/a.sock:/base", .unix, "/run/a.sock", 0, "/base"),
            ("http://münchen.test:81", .http, "", 0, "refused"),
        ] as [(String, UpstreamURL.Scheme, String, UInt16, String)])
    func `reads`(text: String, scheme: UpstreamURL.Scheme, host: String, port: UInt16, path: String) throws {
        guard path != "refused" else {
            #expect(throws: UpstreamURLProblem.character(text)) { try UpstreamURL(text) }
            return
        }
        let url = try UpstreamURL(text)
        #expect(url.scheme == scheme)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.path == path)
        #expect(url.description == text)
    }

    @Test(arguments: [
        "", "b:80", "ftp://b", "http://", "http:///x", "http://u@b", "http://u:p@b", "http://b?q", "http://b/#f",
        "http://b:0", "http://b:65536", "http://b:", "http://b:+80", "http://b:8 0", "http://[::1", "http://[::::]",
        "http://[1.2.3.4]", "http://[::1]x", "http://[::/64]", "http://b:80:81", "http://-b", "http://b/\r\nX: y",
        "unix:relative", "unix:", "unix:/a b", "unix:/a:/x\r\ny", "unix:/a:x", "unix:/a:/x?y",
        "unix:/" + String(repeating: "a", count: 107),
    ])
    func `refuses`(text: String) {
        #expect(throws: UpstreamURLProblem.self) { try UpstreamURL(text) }
    }
}
