internal import Egress

/// The host answers, over TLS wherever the client is not on the same machine, with a certificate that the client trusts.
struct EncryptionCheck: DoctorCheck {
    let title = "TLS"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        let target = evidence.target
        var problems: [DoctorProblem] = []
        if let failure = evidence.failure(.challenge) {
            let isUntrusted = failure.code == .tlsFailed && !failure.namesOthers
            let own = isUntrusted ? "; name an authority of your own by --ca-file" : ""
            return [
                DoctorProblem(
                    "\(target.url) does not answer: \(failure)", remedy: Self.remedy(failure, target.host) + own)
            ]
        }
        if !target.isEncrypted, client.isHosted || !target.isLoopback {
            problems.append(
                DoctorProblem(
                    "\(target.url) is not https, and tokens must not be sent in clear text",
                    remedy: "give \(target.host) a certificate and use its https address"))
        }
        for (step, host) in [
            (DoctorStep.resourceTrust, target.host),
            (.issuerTrust, evidence.issuer.flatMap(DoctorTarget.init)?.host ?? ""),
        ] {
            guard let failure = evidence.failure(step) else { continue }
            problems.append(
                DoctorProblem(
                    "\(host) cannot be reached as the client's servers reach it: \(failure)",
                    remedy: Self.remedy(failure, host)))
        }
        return problems
    }

    private static func remedy(_ failure: FetchFailure, _ host: String) -> String {
        switch failure.code {
        case .tlsFailed where failure.namesOthers:
            "no proxy serves \(host), or it has no certificate of its own: proxyd proxy show \(host)"
        case .tlsFailed:
            "give \(host) a certificate of an authority that everybody trusts, with its chain"
        case .unresolved: "publish an A record for \(host)"
        case .timedOut: "let the port through the firewall; clients give up after 10 seconds"
        default: "see that proxyd runs, that the port is open, and that nothing else answers there"
        }
    }
}

extension FetchFailure {
    /// Whether the certificate is one of other hosts, as a server without one for this host answers.
    fileprivate var namesOthers: Bool { code == .tlsFailed && detail.contains("subject name") }
}
