internal import ProxyModel

extension IssuanceDriver {
    /// Lets a certificate that a handshake brought about rest or end, where no client asks for it any more; whether it did.
    func endsOnDemand(_ intent: CertificateIntent, _ lease: IssuanceLease) async throws -> Bool {
        guard intent.isOnDemand, let keeper = environment.onDemand else { return false }
        switch try await keeper.verdict(intent, try await issuances.issuance(lease.name)) {
        case .proceed: return false
        case .rest(let until):
            guard try await environment.store.renew(lease, lifetime: Self.leaseLifetime) else { throw LeaseLost() }
            try await environment.store.schedule(lease.name, at: until)
            // A client that came while the schedule was written would be heeded at its end only.
            if try await keeper.verdict(intent, try await issuances.issuance(lease.name)) == .proceed {
                try await environment.store.hasten([lease.name], to: environment.clock.now)
            }
            try await environment.store.release(lease)
            return true
        case .end:
            try await keeper.end(intent)
            // Changed meanwhile, it is somebody's wish again.
            guard environment.configuration.intent(lease.name) == nil else { return false }
            try await remove(lease)
            return true
        }
    }
}
