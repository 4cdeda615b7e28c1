import ProxyModel
import Testing

@Suite struct PercentEncodingTests {
    @Test func `escapes all that is not unreserved`() {
        #expect(PercentEncoding.encode("a b&c=é~/") == "a%20b%26c%3D%C3%A9~%2F")
    }

    @Test func `reads back what it wrote`() {
        let text = "a-z_A.Z 0~9 /?#[]@!$&'()*+,;=%é\u{1F510}\0"
        #expect(PercentEncoding.decode(PercentEncoding.encode(text).utf8) == text)
    }

    @Test func `takes digits of either case`() { #expect(PercentEncoding.decode("%c3%A9".utf8) == "é") }

    @Test(arguments: [(false, "a+b "), (true, "a b ")])
    func `takes a plus for a space only in forms`(plusIsSpace: Bool, expected: String) {
        #expect(PercentEncoding.decode("a+b%20".utf8, plusIsSpace: plusIsSpace) == expected)
    }

    @Test(arguments: ["%", "a%4", "%zz", "%4g", "%%41", "%+1"])
    func `refuses an escape that is none`(text: String) {
        #expect(PercentEncoding.decode(text.utf8) == nil)
        #expect(PercentEncoding.bytes(text.utf8) == nil)
    }

    @Test(arguments: ["%ff", "%c3", "%ED%A0%80"])
    func `decodes bytes that are no text as bytes alone`(text: String) {
        #expect(PercentEncoding.decode(text.utf8) == nil)
        #expect(PercentEncoding.bytes(text.utf8) != nil)
    }
}
