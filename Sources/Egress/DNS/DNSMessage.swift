internal import CLDNS
internal import Glibc

/// Messages of the DNS, made and read by ldns.
enum DNSMessage {
    /// An update as it is sent.
    struct Update {
        let bytes: [UInt8]
        /// The signature with its length in front, which the answer's signature covers; empty = not signed.
        let signature: [UInt8]
    }

    /// The size that passes every network without fragments (DNS Flag Day 2020).
    private static let datagramSize: UInt16 = 1232
    /// The clocks' difference that a signature allows, in seconds (RFC 8945 §10).
    private static let fudge: UInt16 = 300

    /// A question for the records of a kind.
    static func query(
        _ name: String, _ type: DNSRecordType, id: UInt16, isRecursive: Bool
    ) throws(DNSFailure) -> [UInt8] {
        let packet = unsafe try makePacket(name, type, flags: isRecursive ? UInt16(LDNS_RD) : 0, id: id)
        defer { unsafe ldns_pkt_free(packet) }
        unsafe ldns_pkt_set_edns_udp_size(packet, datagramSize)
        return unsafe try wire(of: packet, name)
    }

    /// An update of a zone, signed if there is a key.
    static func update(_ update: DNSUpdate, id: UInt16, key: TSIGKey?) throws(DNSFailure) -> Update {
        guard let zone = DNSName.canonical(update.zone) else { throw DNSFailure(.invalidName, update.zone) }
        let packet = unsafe try makePacket(zone, .soa, flags: 0, id: id)
        defer { unsafe ldns_pkt_free(packet) }
        unsafe ldns_pkt_set_opcode(packet, LDNS_PACKET_UPDATE)
        for change in update.changes {
            let record = unsafe try makeRecord(change)
            guard unsafe ldns_pkt_push_rr(packet, LDNS_SECTION_AUTHORITY, record) else {
                unsafe ldns_rr_free(record)
                throw DNSFailure(.invalidName, zone)
            }
        }
        var signature: [UInt8] = []
        if let key {
            let status = unsafe ldns_pkt_tsig_sign(
                packet, key.name + ".", key.secret, fudge, key.algorithm.rawValue + ".", nil)
            guard status == LDNS_STATUS_OK, let record = unsafe ldns_pkt_tsig(packet) else {
                throw DNSFailure(.wrongSignature, "the key \(key) cannot sign")
            }
            signature = unsafe DNSRecordReader.data(record, 3)
        }
        return Update(bytes: unsafe try wire(of: packet, zone), signature: signature)
    }

    /// Reads the answer to a question; throws when it is none.
    static func answer(
        _ reply: [UInt8], asked type: DNSRecordType, about name: String, server: DNSServer
    ) throws(DNSFailure) -> DNSAnswer {
        let packet = unsafe try parse(reply, server)
        defer { unsafe ldns_pkt_free(packet) }
        let code = unsafe ldns_pkt_get_rcode(packet)
        let records = unsafe DNSRecordReader.records(ldns_pkt_answer(packet))
        let authority = unsafe DNSRecordReader.records(ldns_pkt_authority(packet))
        let outcome: DNSAnswer.Outcome
        switch code {
        case LDNS_RCODE_NOERROR: outcome = records.contains { $0.content.type == type.rawValue } ? .records : .noData
        case LDNS_RCODE_NXDOMAIN: outcome = .noSuchName
        default: throw failure(code, "\(server), asked for \(type) of \(name)")
        }
        return DNSAnswer(
            outcome: outcome, isAuthoritative: unsafe ldns_pkt_aa(packet), records: records, authority: authority)
    }

    /// Checks that an update was made; throws `DNSFailure` otherwise.
    static func check(
        updateReply reply: [UInt8], to request: Update, key: TSIGKey?, server: DNSServer
    ) throws(DNSFailure) {
        let packet = unsafe try parse(reply, server)
        defer { unsafe ldns_pkt_free(packet) }
        let code = unsafe ldns_pkt_get_rcode(packet)
        guard let key else {
            guard code == LDNS_RCODE_NOERROR else { throw failure(code, "\(server)") }
            return
        }
        if code == LDNS_RCODE_NOTAUTH, let record = unsafe ldns_pkt_tsig(packet) {
            switch unsafe DNSRecordReader.number(record, 5) {
            case 16: throw DNSFailure(.wrongSignature, "\(server), key \(key)")
            case 17: throw DNSFailure(.unknownKey, "\(server), key \(key)")
            case 18: throw DNSFailure(.wrongTime, "\(server)")
            default: break
            }
        }
        // An error may come unsigned from a server that does not know the key; a success must be signed (RFC 8945 §5.3).
        guard code == LDNS_RCODE_NOERROR else { throw failure(code, "\(server)") }
        guard unsafe isSigned(packet, reply, request, key) else {
            throw DNSFailure(.malformed, "the answer of \(server) is not signed with the key \(key)")
        }
    }

    private static func isSigned(
        _ packet: DNSPacket, _ reply: [UInt8], _ request: Update, _ key: TSIGKey
    ) -> Bool {
        // ldns takes algorithm and time from the record itself, so they are compared here first.
        guard let record = unsafe ldns_pkt_tsig(packet), unsafe ldns_rr_rd_count(record) > 6,
            unsafe DNSRecordReader.name(DNSRecordReader.data(record, 0)) == key.algorithm.rawValue,
            unsafe DNSRecordReader.owner(record) == key.name
        else { return false }
        let signed = unsafe DNSRecordReader.data(record, 1).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        guard abs(signed - Int64(time(nil))) <= Int64(fudge),
            let original = unsafe ldns_rdf_new_frm_data(
                LDNS_RDF_TYPE_INT16_DATA, request.signature.count, request.signature)
        else { return false }
        defer { unsafe ldns_rdf_deep_free(original) }
        return unsafe ldns_pkt_tsig_verify(packet, reply, reply.count, key.name + ".", key.secret, original)
    }
}
