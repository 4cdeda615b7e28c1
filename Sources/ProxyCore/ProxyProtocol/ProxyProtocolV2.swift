/// The binary header: signature, version and command, family and protocol, length, addresses, attributes.
enum ProxyProtocolV2 {
    private static let fixedBytes = 16

    static func parse(
        _ source: UnsafePointer<UInt8>, _ count: Int, _ maximumBytes: Int
    ) throws(ProxyProtocolRejection) -> ProxyProtocolParser.Outcome {
        let signature: StaticString = "\r\n\r\n\0\r\nQUIT\n"
        for index in 0..<min(count, 12) where unsafe source[index] != signature.utf8Start[index] {
            throw .missingSignature
        }
        guard count > 12 else { return .incomplete }
        let versionAndCommand = unsafe source[12]
        guard versionAndCommand >> 4 == 2 else { throw .unsupportedVersion }
        guard versionAndCommand & 0x0F <= 1 else { throw .unsupportedCommand }
        guard count >= Self.fixedBytes else { return .incomplete }
        let total = unsafe Self.fixedBytes + Self.uint16(source, 14)
        guard total <= maximumBytes else { throw .headerTooLong }
        let isLocal = versionAndCommand & 0x0F == 0
        let familyAndProtocol = unsafe source[13]
        // The block of a LOCAL header is skipped whatever it says.
        if !isLocal { try Self.check(familyAndProtocol, total - Self.fixedBytes) }
        guard count >= total else { return .incomplete }
        if isLocal || familyAndProtocol == 0 { return .complete(total, .local) }
        try unsafe ProxyProtocolAttributes.check(
            source, from: Self.fixedBytes + Self.addressBytes(familyAndProtocol), to: total)
        return unsafe .complete(total, Self.header(source, familyAndProtocol))
    }

    /// Refuses pairs of family and protocol that are not defined, and a length that cannot hold the addresses.
    private static func check(_ familyAndProtocol: UInt8, _ length: Int) throws(ProxyProtocolRejection) {
        switch familyAndProtocol {
        case 0x00, 0x11, 0x12, 0x21, 0x22, 0x31, 0x32: break
        default: throw .unsupportedFamily
        }
        guard length >= Self.addressBytes(familyAndProtocol) else { throw .addressesTruncated }
    }

    private static func addressBytes(_ familyAndProtocol: UInt8) -> Int {
        switch familyAndProtocol >> 4 {
        case 1: 12
        case 2: 36
        case 3: 216
        default: 0
        }
    }

    private static func header(_ source: UnsafePointer<UInt8>, _ familyAndProtocol: UInt8) -> ProxyProtocolHeader {
        let size: Int
        let family: ProxyEndpoint.Family
        switch familyAndProtocol >> 4 {
        case 1: (size, family) = (4, .ipv4)
        case 2: (size, family) = (16, .ipv6)
        default:
            let endpoint = ProxyEndpoint(family: .unix, bytes: InlineArray(repeating: 0), port: 0)
            return ProxyProtocolHeader(source: endpoint, destination: endpoint, isLocal: true)
        }
        let start = unsafe source + Self.fixedBytes
        return unsafe ProxyProtocolHeader(
            source: Self.endpoint(start, size, family, portAt: 2 * size),
            destination: Self.endpoint(start, size, family, at: size, portAt: 2 * size + 2), isLocal: false)
    }

    private static func endpoint(
        _ start: UnsafePointer<UInt8>, _ size: Int, _ family: ProxyEndpoint.Family, at offset: Int = 0,
        portAt portOffset: Int
    ) -> ProxyEndpoint {
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        for index in 0..<size { unsafe bytes[index] = start[offset + index] }
        let port = unsafe UInt16(truncatingIfNeeded: Self.uint16(start, portOffset))
        return ProxyEndpoint(family: family, bytes: bytes, port: port)
    }

    /// A number of two bytes in network order.
    static func uint16(_ source: UnsafePointer<UInt8>, _ offset: Int) -> Int {
        unsafe Int(source[offset]) << 8 | Int(source[offset + 1])
    }
}
