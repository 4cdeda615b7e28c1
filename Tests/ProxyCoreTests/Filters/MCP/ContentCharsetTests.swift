import Testing

@testable import ProxyCore

/// Which calls are UTF-8 to every server.
@Suite struct ContentCharsetTests {
    private static func isUTF8(_ types: [String]) -> Bool { ContentCharset.isUTF8(types.map { Array($0.utf8) }) }

    @Test(arguments: [
        "application/json", "", "application/json; charset=utf-8", "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"", "application/json; Charset = \"Utf-8\" ; a=b",
        "text/plain; charset=utf8",
        "application/json; a=b; charset=utf-8;", "multipart/form-data; boundary=x", "application/json; profile=\"a;b\"",
    ])
    func `UTF-8, or what is UTF-8 unless it says otherwise`(type: String) { #expect(Self.isUTF8([type])) }

    @Test(arguments: [
        "application/json; charset=utf-7", "application/json; CHARSET=UTF-16", "application/json; charset=\"utf-7\"",
        "application/json; charset=", "application/json; charset", "application/json; charset=utf-80",
        "application/json; charset=utf-8; charset=utf-7", "application/json; charset=utf-7; charset=utf-8",
        "application/json; a=\"; charset=utf-7\"", "application/json; charset=\"utf-8",
        "application/json; charset='utf-8'",
        "application/json; charset=\"\\utf-7\"", "application/json; charset*=utf-7''x",
        "application/json, charset=utf-7",
        "application/json; charset=utf-8,utf-7", "application/json; charset=utf-8 utf-7", "charset=latin1",
        "application/json; ccharset=utf-7", "application/json; charset\u{B}=utf-7", "application/json; charset=utf-8\"",
    ])
    func `another encoding, or what some servers may take for one`(type: String) { #expect(!Self.isUTF8([type])) }

    @Test func `several lines may be read in several ways`() {
        #expect(Self.isUTF8([]))
        #expect(!Self.isUTF8(["application/json", "application/json"]))
    }
}
