/// The code that people type (RFC 8628 §6.1): eight consonants, so that it makes no words and no letter looks like a digit.
enum UserCode {
    static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ")
    private static let length = 8

    /// A code of random bytes, as devices show it.
    static func make(_ randomBytes: (Int) -> [UInt8]) -> String {
        var letters: [Character] = []
        while letters.count < length {
            // 240 is the largest multiple of 20 in a byte: no letter is likelier than another.
            for byte in randomBytes(length) where byte < 240 && letters.count < length {
                letters.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(letters.prefix(4)) + "-" + String(letters.suffix(4))
    }

    /// The code that was typed, as devices show it; nil when it is none.
    static func normalized(_ typed: String) -> String? {
        guard typed.utf8.count <= 64 else { return nil }
        let letters = typed.uppercased().filter { $0 != "-" && $0 != " " }
        guard letters.count == length, letters.allSatisfy(alphabet.contains) else { return nil }
        return letters.prefix(4) + "-" + letters.suffix(4)
    }
}
