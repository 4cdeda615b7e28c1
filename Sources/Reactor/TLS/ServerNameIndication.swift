/// What the server_name extension of a ClientHello asks for: RFC 6066 section 3.
package enum ServerNameIndication: Hashable, Sendable {
    /// No name, or an address literal, which the extension may not carry and which some clients send all the same.
    case absent
    /// A host name in lower case, without a trailing dot.
    case name(String)
    /// Something that is no host name.
    case malformed

    private static let hostNameType: UInt8 = 0
    private static let longestName = 253
    private static let longestLabel = 63

    /// Reads the body of the extension: one list with one host name.
    init(extensionBody body: Span<UInt8>) {
        guard body.count >= 5, Self.length(in: body, at: 0) == body.count - 2, body[2] == Self.hostNameType,
            Self.length(in: body, at: 3) == body.count - 5
        else {
            self = .malformed
            return
        }
        self.init(hostName: body.extracting(5..<body.count))
    }

    /// Reads a host name: labels of letters, digits, hyphens and underscores, at most 253 bytes in all.
    init(hostName: Span<UInt8>) {
        var name = hostName
        if name.count > 1, name[name.count - 1] == UInt8(ascii: ".") { name = name.extracting(0..<name.count - 1) }
        if name.indices.contains(where: { name[$0] == UInt8(ascii: ":") }) || Self.isIPv4Address(name) {
            self = .absent
        } else if Self.isHostName(name) {
            self = .name(Self.lowercased(name))
        } else {
            self = .malformed
        }
    }

    private static func length(in body: Span<UInt8>, at position: Int) -> Int {
        Int(body[position]) << 8 | Int(body[position + 1])
    }

    private static func isHostName(_ name: Span<UInt8>) -> Bool {
        guard !name.isEmpty, name.count <= longestName else { return false }
        var labelLength = 0
        for index in name.indices {
            let byte = name[index]
            if byte == UInt8(ascii: ".") {
                guard labelLength > 0, name[index - 1] != UInt8(ascii: "-") else { return false }
                labelLength = 0
                continue
            }
            guard isLabelByte(byte), labelLength < longestLabel else { return false }
            if labelLength == 0, byte == UInt8(ascii: "-") { return false }
            labelLength += 1
        }
        return labelLength > 0 && name[name.count - 1] != UInt8(ascii: "-")
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isIPv4Address(_ name: Span<UInt8>) -> Bool {
        var dots = 0
        for index in name.indices {
            let byte = name[index]
            if byte == UInt8(ascii: ".") {
                dots += 1
            } else if byte < UInt8(ascii: "0") || byte > UInt8(ascii: "9") {
                return false
            }
        }
        return dots == 3
    }

    private static func lowercased(_ name: Span<UInt8>) -> String {
        unsafe String(unsafeUninitializedCapacity: name.count) { buffer in
            for index in name.indices {
                let byte = name[index]
                let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                unsafe buffer[index] = isUpper ? byte | 0x20 : byte
            }
            return name.count
        }
    }
}
