internal import Egress

extension DNSProviderFailure {
    /// What a failure of the DNS means for publishing a record.
    init(_ failure: DNSFailure) {
        let code: Code =
            switch failure.code {
            case .invalidName, .noServers: .misconfigured
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .serverFailure, .malformed: .failed
            case .refused, .rejected: .refused
            case .notAuthoritative, .notInZone: .zoneNotFound
            case .unknownKey, .wrongSignature, .wrongTime: .unauthorised
            case .cancelled: .cancelled
            }
        self.init(code, failure.description)
    }

    /// What a failure of a look-up means, where it is the resolver that refuses, fails or is away, and not a provider.
    init(lookUp failure: DNSFailure) {
        switch failure.code {
        case .notInZone: self.init(.zoneNotFound, failure.detail)
        case .cancelled: self.init(.cancelled)
        default: self.init(.notLookedUp, failure.description)
        }
    }
}
