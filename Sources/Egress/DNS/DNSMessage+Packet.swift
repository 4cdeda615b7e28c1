internal import CLDNS
internal import Glibc

typealias DNSPacket = UnsafeMutablePointer<ldns_pkt>

extension DNSMessage {
    /// A packet with one question, to be freed by `ldns_pkt_free`.
    static func makePacket(
        _ name: String, _ type: DNSRecordType, flags: UInt16, id: UInt16
    ) throws(DNSFailure) -> DNSPacket {
        var packet: DNSPacket?
        let status = unsafe ldns_pkt_query_new_frm_str(
            &packet, name + ".", ldns_rr_type(UInt32(type.rawValue)), LDNS_RR_CLASS_IN, flags)
        guard status == LDNS_STATUS_OK, let packet = unsafe packet else { throw DNSFailure(.invalidName, name) }
        unsafe ldns_pkt_set_id(packet, id)
        return unsafe packet
    }

    /// The TXT record that stands for a change (RFC 2136 §2.5), to be freed by `ldns_rr_free` or with its packet.
    static func makeRecord(_ change: DNSUpdate.Change) throws(DNSFailure) -> UnsafeMutablePointer<ldns_rr> {
        let (name, value, ttl, kind) =
            switch change {
            case .add(let name, let value, let ttl): (name, value, ttl, LDNS_RR_CLASS_IN)
            case .remove(let name, let value): (name, value, 0, LDNS_RR_CLASS_NONE)
            }
        guard let canonical = DNSName.canonical(name), let record = unsafe ldns_rr_new() else {
            throw DNSFailure(.invalidName, name)
        }
        guard let owner = unsafe ldns_rdf_new_frm_str(LDNS_RDF_TYPE_DNAME, canonical + ".") else {
            unsafe ldns_rr_free(record)
            throw DNSFailure(.invalidName, name)
        }
        unsafe ldns_rr_set_owner(record, owner)
        unsafe ldns_rr_set_type(record, LDNS_RR_TYPE_TXT)
        unsafe ldns_rr_set_class(record, kind)
        unsafe ldns_rr_set_ttl(record, ttl)
        let bytes = Array(value.utf8)
        for start in stride(from: 0, to: max(bytes.count, 1), by: 255) {
            // A character string has its length in front (RFC 1035 §3.3).
            let part = bytes[start..<min(start + 255, bytes.count)]
            let string = [UInt8(part.count)] + part
            guard let data = unsafe ldns_rdf_new_frm_data(LDNS_RDF_TYPE_STR, string.count, string),
                unsafe ldns_rr_push_rdf(record, data)
            else {
                unsafe ldns_rr_free(record)
                throw DNSFailure(.invalidName, name)
            }
        }
        return unsafe record
    }

    /// The bytes to send.
    static func wire(of packet: DNSPacket, _ name: String) throws(DNSFailure) -> [UInt8] {
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = unsafe ldns_pkt2wire(&bytes, packet, &count)
        guard status == LDNS_STATUS_OK, let start = unsafe bytes, count <= 65_535 else {
            throw DNSFailure(.invalidName, name)
        }
        defer { unsafe free(start) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Reads a message, to be freed by `ldns_pkt_free`.
    static func parse(_ bytes: [UInt8], _ server: DNSServer) throws(DNSFailure) -> DNSPacket {
        var packet: DNSPacket?
        let status = unsafe ldns_wire2pkt(&packet, bytes, bytes.count)
        guard status == LDNS_STATUS_OK, let packet = unsafe packet else { throw DNSFailure(.malformed, "\(server)") }
        return unsafe packet
    }

    /// What a response code means that is no answer.
    static func failure(_ code: ldns_pkt_rcode, _ detail: String) -> DNSFailure {
        switch code {
        case LDNS_RCODE_SERVFAIL: DNSFailure(.serverFailure, detail)
        case LDNS_RCODE_REFUSED: DNSFailure(.refused, detail)
        case LDNS_RCODE_NOTAUTH: DNSFailure(.notAuthoritative, detail)
        case LDNS_RCODE_NOTZONE: DNSFailure(.notInZone, detail)
        default: DNSFailure(.rejected, "response code \(code.rawValue), \(detail)")
        }
    }
}
