package import ProxyModel

/// What is known when an issuance is taken up: what is wanted, who may be asked, what is there.
package struct IssuanceContext: Sendable {
    /// What is wanted.
    package var intent: CertificateIntent
    /// Who is asked, in this order; empty when they cannot be asked.
    package var issuers: [Issuer]
    /// Why they cannot be asked; nil = they can.
    package var issuerProblem: String?
    /// The certificate of that name; nil = none is there.
    package var certificate: CertificateRecord?
    /// Its name in renewal information; nil = unknown, or it has none.
    package var certificateIdentifier: String?

    /// Makes a context.
    package init(
        intent: CertificateIntent, issuers: [Issuer], issuerProblem: String? = nil, certificate: CertificateRecord?,
        certificateIdentifier: String? = nil
    ) {
        self.intent = intent
        self.issuers = issuers
        self.issuerProblem = issuerProblem
        self.certificate = certificate
        self.certificateIdentifier = certificateIdentifier
    }

    /// The issuer of an attempt as it is asked: the test system in a rehearsal; nil = it is no longer among them.
    func issuer(of work: IssuanceWork) -> Issuer? {
        guard var issuer = issuers.first(where: { $0.name == work.issuer }) else { return nil }
        if work.isRehearsal {
            guard issuer.stagingURL == work.directoryURL else { return nil }
            issuer.directoryURL = work.directoryURL
            issuer.stagingURL = nil
            issuer.limits = IssuerLimits.known(for: work.directoryURL)
        }
        return issuer.directoryURL == work.directoryURL ? issuer : nil
    }
}
