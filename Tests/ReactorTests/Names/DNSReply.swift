import Reactor

/// What the responder of the tests does with one question.
enum DNSReply {
    case addresses([IPAddress], ttl: UInt32)
    /// A CNAME with its own lifetime, and the addresses of its target.
    case alias(ttl: UInt32, to: [IPAddress], targetTTL: UInt32)
    /// NOERROR without an answer.
    case empty
    /// NXDOMAIN.
    case denied
    /// SERVFAIL.
    case failure
    /// The TC bit over UDP; the addresses over TCP.
    case truncated([IPAddress], ttl: UInt32)
    case garbage
    case silence
}
