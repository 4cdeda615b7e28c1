internal import ProxyModel

/// Every client: an identifier that is an address names a metadata document, any other a registration.
package struct ClientsByIdentifier: ClientDirectory {
    private let environment: OAuthEnvironment
    private let registered: any ClientDirectory
    private let documents: any ClientDirectory

    /// Makes the directory of both.
    package init(_ environment: OAuthEnvironment, registered: any ClientDirectory, documents: any ClientDirectory) {
        self.environment = environment
        self.registered = registered
        self.documents = documents
    }

    package func client(_ id: String) async throws(OAuthError) -> OAuthClient? {
        guard !id.isEmpty, id.utf8.count <= 2_048 else { return nil }
        // An operator may have registered a client under an address of its own.
        if let client = try await registered.client(id) { return client }
        let record = environment.snapshot()?.clients[id]?.value
        guard record?.isDisabled != true, var client = try await documents.client(id) else { return nil }
        client.isTrusted = record?.isTrusted ?? false
        return client
    }
}
