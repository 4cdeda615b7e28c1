/// The kinds of records that are asked for, by their numbers (RFC 1035 §3.2.2, RFC 3596, RFC 8659).
package enum DNSRecordType: UInt16, Sendable, CaseIterable {
    case a = 1
    case ns = 2
    case cname = 5
    case soa = 6
    case txt = 16
    case aaaa = 28
    case caa = 257
}
