internal import ProxyModel

extension OAuthRequest {
    /// The body as a JSON object, strictly parsed and at most 10 levels deep.
    ///
    /// Throws `invalid_client_metadata` with what is wrong.
    func metadataObject() throws(OAuthError) -> JSONValue {
        guard contentType == "application/json" || contentType.isEmpty else {
            throw OAuthError(.invalidClientMetadata, "the body has to be JSON, with Content-Type: application/json")
        }
        do throws(JSONProblem) {
            let value = try JSONValue(parsing: local.body, maximumBytes: 65_536, maximumDepth: 10)
            guard value.objectValue != nil else { throw JSONProblem(.unexpectedByte, at: 0) }
            return value
        } catch {
            throw OAuthError(.invalidClientMetadata, "the body is not a JSON object: \(error)")
        }
    }
}
