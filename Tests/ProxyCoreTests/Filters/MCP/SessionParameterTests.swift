import Testing

@testable import ProxyCore

/// Where a URI names a session of the transport of 2024-11-05.
@Suite struct SessionParameterTests {
    private static func value(_ query: String) -> String? {
        let bytes = Array(query.utf8)
        switch SessionParameter.find(in: bytes) {
        case .absent: return nil
        case .ambiguous: return "ambiguous"
        case .present(let range): return String(decoding: bytes[range], as: UTF8.self)
        }
    }

    @Test(
        arguments: [
            ("session_id=abc", "abc"), ("a=1&sessionId=x&b", "x"), ("session%5fid=abc", "abc"), ("%73essionid=q", "q"),
            ("session_id=", ""), ("session_id", ""), ("session_id=a&sessionId=b", "ambiguous"),
            ("session_id=a&session_id=a", "ambiguous"), ("", nil), ("xsession_id=a", nil), ("a=session_id=b", nil),
            ("&&", nil),
            ("session_id%=a", nil), ("%61=1&b%&session_id=c%20d&%", "c%20d"),
            ("%73ession%5Fid=a&sessionid=b", "ambiguous"),
            ("SessionID=a", "a"), ("session_Id=b", "b"), ("SESSION%5FID=c", "c"),
            ("SessionId=a&session_id=a", "ambiguous"),
        ] as [(String, String?)])
    func `is found in a query`(query: String, value: String?) { #expect(Self.value(query) == value) }

    @Test func `is found in a URI, behind its fragment nothing`() {
        let uri = Array("/messages/?session_id=abc#session_id=d".utf8)
        #expect(SessionParameter.find(inURI: uri) == .present(22..<25))
        #expect(SessionParameter.find(inURI: Array("/messages".utf8)) == .absent)
        #expect(SessionParameter.find(inURI: Array("/m#?session_id=1".utf8)) == .present(15..<16))
    }
}
