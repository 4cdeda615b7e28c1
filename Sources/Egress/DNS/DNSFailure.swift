/// Why a question has no answer, or an update was not made; equal by code, the detail is for logs and operators.
package struct DNSFailure: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        case invalidName = "not a domain name"
        /// No server is known to ask.
        case noServers = "no name servers"
        case unreachable = "name server not reachable"
        case timedOut = "name server does not answer"
        /// SERVFAIL.
        case serverFailure = "name server failed (SERVFAIL)"
        /// REFUSED.
        case refused = "refused by the name server (REFUSED)"
        /// NOTAUTH without an error of the signature: the server is not authoritative for the zone.
        case notAuthoritative = "name server is not authoritative for the zone (NOTAUTH)"
        /// NOTZONE: a name of the update is not in the zone.
        case notInZone = "name is not in the zone (NOTZONE)"
        /// The server does not know the key (TSIG error BADKEY).
        case unknownKey = "name server does not know the key (BADKEY)"
        /// The server computes another signature (TSIG error BADSIG).
        case wrongSignature = "name server refuses the signature (BADSIG)"
        /// The clocks are too far apart (TSIG error BADTIME).
        case wrongTime = "clocks differ from the name server's (BADTIME)"
        /// Any other response code.
        case rejected = "rejected by the name server"
        /// What arrived is no answer to what was sent, or its signature is wrong.
        case malformed = "answer of the name server makes no sense"
        /// The task was cancelled, or the client was shut down.
        case cancelled = "cancelled"
    }

    /// What went wrong; failures are equal when this is.
    package let code: Code
    /// Which server and which name, never a key; may be empty.
    package let detail: String

    package var description: String { detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)" }

    /// Makes a failure.
    package init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
