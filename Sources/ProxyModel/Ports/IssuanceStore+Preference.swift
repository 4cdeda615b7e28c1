extension IssuanceStore {
    /// Makes issuances due before all that are due by the clock: somebody waits for them.
    ///
    /// However many renewals are overdue after an outage, a certificate that was asked for now is taken up next.
    package func prefer(_ names: [String], now: Int64) async throws(StoreFailure) {
        try await hasten(names, to: now - 3_650 * 86_400_000)
    }
}
