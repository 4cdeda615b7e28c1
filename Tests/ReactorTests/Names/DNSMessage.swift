import Reactor

/// As much of RFC 1035 §4 as a responder for A and AAAA needs.
struct DNSMessage {
    static let a: UInt16 = 1
    static let aaaa: UInt16 = 28
    private static let cname: UInt16 = 5

    let query: [UInt8]
    let name: String
    let type: UInt16
    private let questionEnd: Int

    init?(_ bytes: [UInt8]) {
        guard bytes.count > 16 else { return nil }
        var labels: [String] = []
        var index = 12
        while index < bytes.count, bytes[index] != 0 {
            let length = Int(bytes[index])
            guard index + 1 + length < bytes.count else { return nil }
            labels.append(String(decoding: bytes[index + 1..<index + 1 + length], as: UTF8.self))
            index += 1 + length
        }
        guard index + 5 <= bytes.count else { return nil }
        query = bytes
        name = labels.joined(separator: ".")
        type = UInt16(bytes[index + 1]) << 8 | UInt16(bytes[index + 2])
        questionEnd = index + 5
    }

    /// The bytes of a reply; nil for silence.
    func encode(_ reply: DNSReply, overTCP: Bool) -> [UInt8]? {
        switch reply {
        case .silence: nil
        case .garbage: Array(query[..<2]) + [0x81, 0x80, 0xFF]
        case .denied: message(code: 3, [])
        case .failure: message(code: 2, [])
        case .empty: message(code: 0, [])
        case .addresses(let addresses, let ttl): message(code: 0, records(addresses, owner: 0xC00C, ttl))
        case .truncated(let addresses, let ttl):
            overTCP
                ? message(code: 0, records(addresses, owner: 0xC00C, ttl)) : message(code: 0, [], isTruncated: true)
        case .alias(let ttl, let addresses, let targetTTL):
            message(
                code: 0,
                [record(0xC00C, Self.cname, ttl, [1, 0x74, 0xC0, 0x0C])]
                    // The owner is the CNAME's data, which begins 12 bytes into the first record.
                    + records(addresses, owner: 0xC000 | UInt16(questionEnd + 12), targetTTL))
        }
    }

    private func message(code: UInt8, _ records: [[UInt8]], isTruncated: Bool = false) -> [UInt8] {
        var bytes = Array(query[..<2])
        bytes += [isTruncated ? 0x87 : 0x85, 0x80 | code, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0]
        bytes += query[12..<questionEnd]
        for record in records { bytes += record }
        return bytes
    }

    private func records(_ addresses: [IPAddress], owner: UInt16, _ ttl: UInt32) -> [[UInt8]] {
        addresses.compactMap { address in
            switch (type, address.isV4) {
            case (Self.a, true): record(owner, type, ttl, bigEndian(address.v4Bits))
            case (Self.aaaa, false): record(owner, type, ttl, bigEndian(address.high) + bigEndian(address.low))
            default: nil
            }
        }
    }

    private func record(_ owner: UInt16, _ type: UInt16, _ ttl: UInt32, _ data: [UInt8]) -> [UInt8] {
        bigEndian(owner) + bigEndian(type) + [0, 1] + bigEndian(ttl) + bigEndian(UInt16(data.count)) + data
    }

    private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        stride(from: value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
