internal import ProxyModel

extension Operation {
    static let restoreConfiguration = Operation(
        "config.restore", .post, "/api/v1/config/restore", .admin,
        "Write the configuration that this node serves back into a store that was emptied or rolled back.",
        answer: .object("RestoreResult", ["message": JSONSchema.text, "revision": JSONSchema.integer])
    ) { (call) throws(Problem) in
        let revision: Revision?
        do throws(StoreFailure) {
            revision = try await call.environment.restore()
        } catch {
            throw Problem(error)
        }
        guard let revision else {
            throw Problem(.conflict, "the store has lost nothing that this node serves: there is nothing to bring back")
        }
        return .object(
            [
                "message": "The configuration was written back. Certificates without a key have to be brought again.",
                "revision": .integer(Int64(clamping: revision)),
            ], revision: revision)
    }
}
