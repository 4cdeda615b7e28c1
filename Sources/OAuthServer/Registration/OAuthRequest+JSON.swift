internal import ProxyModel

extension OAuthRequest {
    /// The body as a JSON object, strictly parsed and at most 10 levels deep.
    ///
    /// A software statement is refused: to leave it out would register the client as something else than what its issuer
    /// states (RFC 7591 §3.1.1), and there is no issuer that is trusted to. Throws `invalid_client_metadata` with what is
    /// wrong, `invalid_software_statement` for a statement that is no signed JWT, else `unapproved_software_statement`.
    func metadataObject() throws(OAuthError) -> JSONValue {
        guard contentType == "application/json" || contentType.isEmpty else {
            throw OAuthError(.invalidClientMetadata, "the body has to be JSON, with Content-Type: application/json")
        }
        let value: JSONValue
        do throws(JSONProblem) {
            value = try JSONValue(parsing: local.body, maximumBytes: 65_536, maximumDepth: 10)
            guard value.objectValue != nil else { throw JSONProblem(.unexpectedByte, at: 0) }
        } catch {
            throw OAuthError(.invalidClientMetadata, "the body is not a JSON object: \(error)")
        }
        guard let statement = value["software_statement"] else { return value }
        guard let text = statement.stringValue, (try? JWS(text)) != nil else {
            throw OAuthError(.invalidSoftwareStatement, "software_statement is not a signed JWT")
        }
        throw OAuthError(
            .unapprovedSoftwareStatement,
            "no issuer of software statements is trusted here; register without software_statement")
    }
}
