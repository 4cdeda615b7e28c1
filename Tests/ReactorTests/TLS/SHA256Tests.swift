import Reactor
import Testing

@Suite struct SHA256Tests {
    /// FIPS 180-4, and one digest whose bytes are all told apart by their places.
    private static let known = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    private func hash(_ bytes: [UInt8], _ hasher: SHA256Hasher) -> SHA256Digest? { hasher.digest(of: bytes.span) }

    @Test func `digests are those of the standard, one after the other`() throws {
        let hasher = try SHA256Hasher(library: TLSLibrary())
        for (text, hexadecimal) in Self.known + Self.known {
            let bytes = Array(text.utf8)
            let digest = try #require(hash(bytes, hasher))
            let expected = try #require(SHA256Digest(hexadecimal: hexadecimal))
            #expect(digest == expected)
            #expect(digest.hexadecimal == hexadecimal)
            #expect(digest.equalsInConstantTime(expected))
            #expect(SHA256Digest(hexadecimal: hexadecimal.uppercased()) == expected)
        }
    }

    @Test func `digests that differ in one bit are not the same`() throws {
        let text = Self.known[1].1
        let digest = try #require(SHA256Digest(hexadecimal: text))
        for index in 0..<64 {
            var digits = Array(text)
            digits[index] = digits[index] == "0" ? "1" : "0"
            let other = try #require(SHA256Digest(hexadecimal: String(digits)))
            #expect(digest != other)
            #expect(!digest.equalsInConstantTime(other))
        }
    }

    @Test(arguments: [
        "", "ab", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "g", count: 64),
    ])
    func `other texts are no digests`(_ text: String) {
        #expect(SHA256Digest(hexadecimal: text) == nil)
    }
}
