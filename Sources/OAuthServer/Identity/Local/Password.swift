@_spi(_Unicode) internal import Swift

/// A password as it is hashed: normalised to NFC, so that it is the same from every keyboard (RFC 8265 §4.2).
///
/// Nothing is cut off, and nothing prints it.
package struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Why a password is not accepted for an account.
    package enum Weakness: String, Sendable, Error {
        case tooShort = "the password has fewer than 8 characters"
        case tooLong = "the password has more than 256 characters"
        case isName = "the password is the user's name"
        case common = "the password is one of the most common ones"
        case control = "the password has a control character"
    }

    let bytes: [UInt8]

    package var description: String { "(password)" }
    package var debugDescription: String { "(password)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// A password that somebody signs in with; nil when it is longer than any that was ever accepted.
    package init?(entered text: String) {
        guard text.utf8.count <= 4 * Self.longest else { return nil }
        bytes = Array(Self.normalised(text).utf8)
    }

    /// A password for an account: 8 to 256 characters, none of them a control character, not the name, and not a common
    /// one; there are no rules of composition (NIST SP 800-63B §3.1.1.2).
    package init(new text: String, for name: String) throws(Weakness) {
        guard text.utf8.count <= 4 * Self.longest else { throw .tooLong }
        let normalised = Self.normalised(text)
        let length = normalised.unicodeScalars.count
        guard length >= Self.shortest else { throw .tooShort }
        guard length <= Self.longest else { throw .tooLong }
        guard !normalised.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .control
        }
        let lower = normalised.lowercased()
        guard lower != name.lowercased() else { throw .isName }
        guard !CommonPasswords.all.contains(lower), Set(lower).count > 2 else { throw .common }
        bytes = Array(normalised.utf8)
    }

    private static let shortest = 8
    private static let longest = 256

    private static func normalised(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfc)
        return String(scalars)
    }
}
