package import ACME
package import ProxyModel

/// How far the issuances of certificates are, as all nodes know it, and the one thing that operations ask of them.
package struct IssuanceBoard: Sendable {
    /// What the settings say about authorities.
    package let settings: IssuerSettings
    /// The accounts at authorities; nil where none are asked.
    let authorities: AccountAuthorities?
    private let store: any IssuanceStore

    /// Makes a board over the store that the issuing nodes write to.
    package init(store: any IssuanceStore, settings: IssuerSettings, authorities: AccountAuthorities? = nil) {
        self.store = store
        self.settings = settings
        self.authorities = authorities
    }

    /// The progress of issuances by the names of their certificates; nothing for those that nobody took up yet.
    func progress(_ names: [String]) async throws(Problem) -> [String: Issuance] {
        guard !names.isEmpty else { return [:] }
        do throws(StoreFailure) {
            let found = try await Issuances(store).issuances(names)
            return Dictionary(
                zip(names, found).compactMap { name, issuance in issuance.map { (name, $0) } },
                uniquingKeysWith: { first, _ in first })
        } catch {
            throw Problem(error)
        }
    }

    /// How many wanted certificates failed when they were tried last; nil while nobody can tell.
    func failing() async -> Int? { try? await store.failures() }

    /// Makes issuances due at once and before all others.
    ///
    /// A failure is none of the caller's: whoever follows the configuration schedules what has changed there, too.
    func hasten(_ names: [String], now: Int64) async { try? await store.prefer(names, now: now) }
}
