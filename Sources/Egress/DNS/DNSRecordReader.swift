internal import CLDNS

/// Reads records out of what ldns parsed; fields that are not there or too short read as empty.
enum DNSRecordReader {
    /// The records of a section, those that make no sense left out.
    static func records(_ list: UnsafeMutablePointer<ldns_rr_list>?) -> [DNSRecord] {
        guard let list = unsafe list else { return [] }
        return unsafe (0..<ldns_rr_list_rr_count(list)).compactMap { index in
            guard let record = unsafe ldns_rr_list_rr(list, index), let content = unsafe content(record) else {
                return nil
            }
            return DNSRecord(name: unsafe owner(record), ttl: unsafe ldns_rr_ttl(record), content: content)
        }
    }

    /// The owner in canonical form.
    static func owner(_ record: UnsafeMutablePointer<ldns_rr>) -> String {
        guard let owner = unsafe ldns_rr_owner(record) else { return "" }
        return unsafe name(bytes(owner))
    }

    /// The bytes of a field.
    static func data(_ record: UnsafeMutablePointer<ldns_rr>, _ index: Int) -> [UInt8] {
        guard unsafe index < ldns_rr_rd_count(record), let field = unsafe ldns_rr_rdf(record, index) else { return [] }
        return unsafe bytes(field)
    }

    /// A number in network order.
    static func number(_ record: UnsafeMutablePointer<ldns_rr>, _ index: Int) -> UInt32 {
        unsafe data(record, index).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A name out of its labels, in canonical form; a byte that is no part of a host name is written as `\DDD`.
    static func name(_ wire: [UInt8]) -> String {
        var labels: [String] = []
        var index = 0
        while index < wire.count, wire[index] > 0 {
            let end = min(index + 1 + Int(wire[index]), wire.count)
            labels.append(wire[index + 1..<end].map(text).joined())
            index = end
        }
        return labels.joined(separator: ".")
    }

    private static func text(_ byte: UInt8) -> String {
        guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "."), byte != UInt8(ascii: "\\") else {
            let digits = String(byte)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
        return String(UnicodeScalar(byte)).lowercased()
    }

    private static func content(_ record: UnsafeMutablePointer<ldns_rr>) -> DNSRecord.Content? {
        let number = UInt16(truncatingIfNeeded: unsafe ldns_rr_get_type(record).rawValue)
        switch DNSRecordType(rawValue: number) {
        case .a:
            let address = unsafe data(record, 0)
            return address.count == 4 ? .a(address) : nil
        case .aaaa:
            let address = unsafe data(record, 0)
            return address.count == 16 ? .aaaa(address) : nil
        case .ns: return .ns(name(unsafe data(record, 0)))
        case .cname: return .cname(name(unsafe data(record, 0)))
        case .soa: return .soa(primary: name(unsafe data(record, 0)), serial: unsafe Self.number(record, 2))
        case .txt:
            // Each field is one character string with its length in front.
            return unsafe .txt((0..<ldns_rr_rd_count(record)).flatMap { unsafe data(record, $0).dropFirst() })
        case .caa:
            let flags = unsafe data(record, 0)
            guard flags.count == 1 else { return nil }
            return .caa(
                isCritical: flags[0] & 0x80 != 0,
                tag: String(decoding: unsafe data(record, 1).dropFirst(), as: UTF8.self).lowercased(),
                value: String(decoding: unsafe data(record, 2), as: UTF8.self))
        case nil: return .other(number)
        }
    }

    private static func bytes(_ field: UnsafeMutablePointer<ldns_rdf>) -> [UInt8] {
        guard let start = unsafe ldns_rdf_data(field) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: ldns_rdf_size(field)))
    }
}

extension DNSRecord.Content {
    /// The number of the kind.
    var type: UInt16 {
        switch self {
        case .a: DNSRecordType.a.rawValue
        case .aaaa: DNSRecordType.aaaa.rawValue
        case .ns: DNSRecordType.ns.rawValue
        case .cname: DNSRecordType.cname.rawValue
        case .soa: DNSRecordType.soa.rawValue
        case .txt: DNSRecordType.txt.rawValue
        case .caa: DNSRecordType.caa.rawValue
        case .other(let number): number
        }
    }
}
