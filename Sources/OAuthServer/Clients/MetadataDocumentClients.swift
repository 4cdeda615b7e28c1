internal import ProxyModel

/// Clients whose identifier is the address of their metadata (draft-ietf-oauth-client-id-metadata-document).
package struct MetadataDocumentClients: ClientDirectory {
    private static let maximumBytes = 5 * 1_024

    private let documents: PublicDocuments
    private let form: MetadataDocumentURL

    /// Makes the directory over fetched documents; `allowsLoopback` is for development, where clients may name a document
    /// on loopback over plain HTTP.
    package init(_ documents: PublicDocuments, allowsLoopback: Bool = false) {
        self.documents = documents
        form = MetadataDocumentURL(allowsLoopback: allowsLoopback)
    }

    package func client(_ id: String) async throws(OAuthError) -> OAuthClient? {
        guard form.isAddress(id) else { return nil }
        if let reason = form.refusal(id) {
            throw OAuthError(.invalidClient, "the client_id \(reason), so it cannot name a metadata document")
        }
        let value: JSONValue
        do throws(PublicDocuments.Failure) {
            value = try await documents.document(.clientMetadata, at: id, maximumBytes: Self.maximumBytes) {
                Self.refusal($0, id: id)
            }
        } catch {
            // Clients forget what they hold when they are told that they are not known.
            throw OAuthError(
                error.isTemporary ? .temporarilyUnavailable : .invalidClient,
                "the metadata document of the client cannot be used: \(error.reason)", retryAfter: error.retryAfter)
        }
        return try ClientMetadata(negotiating: value, origin: .document).client(id: id, source: .metadataDocument)
    }

    /// Why a document cannot be that of a client, in words; nil when it can.
    static func refusal(_ document: JSONValue, id: String) -> String? {
        guard let named = document["client_id"]?.stringValue, named.utf8.elementsEqual(id.utf8) else {
            return "its client_id is not the address it was fetched from"
        }
        guard document["client_secret"] == nil, document["client_secret_expires_at"] == nil else {
            return "it contains a client secret, which everybody can read"
        }
        guard document["client_name"]?.stringValue.flatMap(ClientText.name) != nil else {
            return "it has no client_name"
        }
        do throws(OAuthError) {
            _ = try ClientMetadata(negotiating: document, origin: .document)
            return nil
        } catch {
            return error.detail
        }
    }
}
