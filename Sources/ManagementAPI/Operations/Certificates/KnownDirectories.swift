internal import ACME
internal import ProxyModel

/// The directories of authorities that an operator has made known: presets, records, and those of the settings.
struct KnownDirectories {
    private let snapshot: ConfigurationSnapshot
    private let settings: IssuerSettings

    init(_ snapshot: ConfigurationSnapshot, _ settings: IssuerSettings) {
        self.snapshot = snapshot
        self.settings = settings
    }

    /// Lets an intent ask the authority behind a directory, by the name that it is known by.
    ///
    /// The directory of a known test system becomes the authority itself with staging, so that it can be left later.
    func choose(_ url: String, for intent: inout CertificateIntent) {
        if url == settings.defaultIssuer || url == defaultPreset?.directoryURL { return }
        if url == settings.stagingURL || url == defaultPreset?.stagingURL {
            intent.isStaging = true
        } else if let record = issuers.first(where: { $0.directoryURL == url || $0.stagingURL == url }) {
            intent.issuers = [record.name]
            if record.directoryURL != url { intent.isStaging = true }
        } else if let preset = presets.first(where: { $0.stagingURL == url }) {
            intent.issuers = [preset.rawValue]
            intent.isStaging = true
        } else if let preset = presets.first(where: { $0.directoryURL == url }) {
            intent.issuers = [preset.rawValue]
        } else {
            intent.issuers = [url]
        }
    }

    /// Throws a 403 when a token would have this installation call an address that no operator has named.
    func checkAccess(_ intent: CertificateIntent, _ caller: Caller) throws(Problem) {
        guard !caller.isAdmin else { return }
        for name in intent.issuers where name.hasPrefix("https://") {
            let isKnown =
                name == settings.defaultIssuer || name == settings.stagingURL
                || presets.contains { $0.directoryURL == name || $0.stagingURL == name }
                || issuers.contains { $0.directoryURL == name || $0.stagingURL == name }
            guard isKnown else {
                throw Problem(
                    .forbidden, "only ADMIN_TOKEN may name an authority that is neither a preset nor a known issuer")
            }
        }
    }

    private var presets: [IssuerPreset] { IssuerPreset.allCases.filter { !$0.directoryURL.isEmpty } }

    private var defaultPreset: IssuerPreset? { IssuerPreset(rawValue: settings.defaultIssuer) }

    private var issuers: [CertificateIssuer] {
        snapshot.certificateIssuers.values.map(\.value).sorted { $0.name < $1.name }
    }
}
