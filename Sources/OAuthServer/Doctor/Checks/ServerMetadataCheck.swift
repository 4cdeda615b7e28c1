internal import ProxyModel

/// The metadata of the authorization server says what clients need before they go on (RFC 8414 §3.3, MCP).
struct ServerMetadataCheck: DoctorCheck {
    let title = "Authorization server metadata"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard let issuer = evidence.issuer, let address = DoctorTarget(issuer) else { return nil }
        let remedy = "make the host an authorization server: proxyd oauth routes-setup \(address.host)"
        guard let document = evidence.serverMetadata else {
            let url = evidence.url(.serverMetadata)
            let seen = evidence[.serverMetadata].map { "answers \($0.status)" } ?? "does not answer"
            return [DoctorProblem("\(url) \(seen)", remedy: remedy)]
        }
        return issuerProblems(issuer, address, document) + abilityProblems(document, evidence, client)
    }

    private func issuerProblems(
        _ issuer: String, _ address: DoctorTarget, _ document: JSONObject
    ) -> [DoctorProblem] {
        var problems: [DoctorProblem] = []
        let named = document["issuer"]?.stringValue ?? "nothing"
        if named != issuer {
            problems.append(
                DoctorProblem(
                    "the metadata's issuer is \(named), but the resource names \(issuer); clients compare them as strings",
                    remedy: "name the same issuer in both: see proxyd proxy oauth-server show HOST"))
        }
        if issuer.hasSuffix("/") {
            problems.append(
                DoctorProblem(
                    "the issuer \(issuer) ends with a slash, which clients drop at different times",
                    remedy: "make the issuer a bare origin"))
        }
        if !address.isEncrypted, !address.isLoopback {
            problems.append(
                DoctorProblem(
                    "the issuer \(issuer) is not https", remedy: "give \(address.host) a certificate"))
        }
        for name in ["authorization_endpoint", "token_endpoint"]
        where document[name]?.stringValue.flatMap(DoctorTarget.init) == nil {
            problems.append(
                DoctorProblem("the metadata has no \(name)", remedy: "let proxyd's own metadata through unchanged"))
        }
        return problems
    }

    private func abilityProblems(
        _ document: JSONObject, _ evidence: DoctorEvidence, _ client: DoctorClient
    ) -> [DoctorProblem] {
        var wanted = [("code_challenge_methods_supported", "S256"), ("grant_types_supported", "authorization_code")]
        if client.signsAssertions {
            wanted += [
                ("token_endpoint_auth_methods_supported", "private_key_jwt"),
                ("token_endpoint_auth_signing_alg_values_supported", "RS256"),
            ]
        } else if let method = client.authenticationMethod {
            wanted.append(("token_endpoint_auth_methods_supported", method))
        }
        var problems = wanted.compactMap { name, value -> DoctorProblem? in
            guard evidence.supported(name)?.contains(value) != true else { return nil }
            return DoctorProblem(
                "\(name) does not list \(value), which the client needs",
                remedy: "take the restriction away: proxyd proxy oauth-server clear HOST")
        }
        if client.signsAssertions, document["authorization_response_iss_parameter_supported"] != true {
            problems.append(
                DoctorProblem(
                    "the metadata does not announce the iss parameter (RFC 9207), without which the client keeps to old ways",
                    remedy: "let proxyd's own metadata through unchanged"))
        }
        return problems
    }
}
