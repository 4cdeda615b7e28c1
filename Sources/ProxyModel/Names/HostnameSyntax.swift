/// The grammar of host names, and the way from what people type to the canonical form.
enum HostnameSyntax {
    static func canonical(_ input: String) throws(HostnameProblem) -> String {
        // Names come back from the store in canonical form, a hundred thousand at a time.
        if isCanonical(input) { return input }
        var text = input
        if text.hasSuffix(".") { text.removeLast() }
        guard !text.isEmpty else { throw .empty }
        var labels: [String] = []
        for label in text.split(separator: ".", omittingEmptySubsequences: false) {
            labels.append(try canonicalLabel(String(label)))
        }
        let joined = labels.joined(separator: ".")
        guard joined.utf8.count <= 253 else { throw .tooLong(joined.utf8.count) }
        return joined
    }

    private static func isCanonical(_ input: String) -> Bool {
        var labelLength = 0
        var previous = UInt8(ascii: ".")
        for byte in input.utf8 {
            if byte == UInt8(ascii: ".") {
                guard labelLength > 0, labelLength <= 63, previous != UInt8(ascii: "-") else { return false }
                labelLength = 0
            } else {
                guard isLabelByte(byte), labelLength > 0 || byte != UInt8(ascii: "-") else { return false }
                labelLength += 1
            }
            previous = byte
        }
        return labelLength > 0 && labelLength <= 63 && previous != UInt8(ascii: "-") && input.utf8.count <= 253
    }

    private static func canonicalLabel(_ label: String) throws(HostnameProblem) -> String {
        guard !label.isEmpty else { throw .emptyLabel }
        // Case folding before the encoding is the part of IDNA that decides whether two spellings are one name.
        let folded = label.lowercased()
        var ascii = folded
        if !folded.utf8.allSatisfy({ $0 < 0x80 }) {
            guard
                folded.unicodeScalars.allSatisfy({ $0.value < 0x80 ? isLabelByte(UInt8($0.value)) : isIDNLetter($0) })
            else { throw .notEncodable(label) }
            if let scalar = folded.unicodeScalars.first(where: hasAnotherForm) {
                throw .notNormal(String(scalar), label: label)
            }
            guard let encoded = Punycode.encode(folded) else { throw .notEncodable(label) }
            ascii = "xn--" + encoded
        }
        for scalar in ascii.unicodeScalars where !scalar.isASCII || !isLabelByte(UInt8(scalar.value)) {
            throw .character(String(scalar), label: label)
        }
        guard ascii.utf8.count <= 63 else { throw .labelTooLong(label) }
        guard !ascii.hasPrefix("-"), !ascii.hasSuffix("-") else { throw .labelHyphen(label) }
        return ascii
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D || byte == 0x5F
    }

    private static func isIDNLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .spacingMark
    }

    /// Whether clients look a name with this character up under another one (RFC 5891 §4.2.1): it is written as others,
    /// or is a mark that may belong into the letter before it.
    private static func hasAnotherForm(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{DF}", "\u{3C2}": false
        case "\u{300}"..."\u{36F}": true
        default: scalar.properties.changesWhenNFKCCaseFolded
        }
    }
}
