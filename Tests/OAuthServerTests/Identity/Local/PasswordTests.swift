import Testing

@testable import OAuthServer

@Suite struct Passwords {
    private func weakness(_ text: String, name: String = "ann") -> Password.Weakness? {
        do {
            _ = try Password(new: text, for: name)
            return nil
        } catch { return error }
    }

    @Test func `length is counted in characters and nothing is cut off`() throws {
        #expect(weakness("1z4k7xq") == .tooShort)
        #expect(weakness("1z4k7xqb") == nil)
        #expect(weakness("pässwörtchen") == nil)
        #expect(weakness(String(repeating: "ab1", count: 85) + "c") == nil)
        #expect(weakness(String(repeating: "ab1", count: 85) + "cd") == .tooLong)
        let long = String(repeating: "ab1", count: 85)
        #expect(try Password(new: long + "c", for: "ann").bytes.count == 256)
        #expect(Password(entered: String(repeating: "x", count: 1_025)) == nil)
    }

    @Test func `names, common ones and control characters are refused`() {
        #expect(weakness("Annabella", name: "annabella") == .isName)
        #expect(weakness("Password1") == .common)
        #expect(weakness("aaaaaaaaaa") == .common)
        #expect(weakness("abababababab") == .common)
        #expect(weakness("abcd\u{7}efgh") == .control)
        #expect(weakness("abcd\nefgh") == .control)
    }

    @Test func `composed and decomposed letters are the same password`() throws {
        let composed = try Password(new: "caf\u{E9} au lait", for: "ann")
        let decomposed = try #require(Password(entered: "cafe\u{301} au lait"))
        #expect(composed.bytes == decomposed.bytes)
    }

    @Test func `nothing prints a password`() throws {
        let password = try Password(new: "open sesame", for: "ann")
        var dumped = ""
        dump(password, to: &dumped)
        for text in ["\(password)", String(reflecting: password), String(describing: password), dumped] {
            #expect(!text.contains("sesame"))
            #expect(!text.contains("111"))
        }
    }
}
