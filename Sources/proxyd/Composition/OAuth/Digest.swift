internal import Crypto

/// Names of things in keys of the store.
enum Digest {
    /// SHA-256 of a text, 64 lower-case hexadecimal digits.
    static func hexadecimal(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
