internal import ProxyModel

/// How accounts are found and shown.
enum UserView {
    static let name = OperationParameter.path("name", "Name of the account.")

    static func json(_ user: LocalUser) -> JSONObject { LocalUser.schema.encode(user, form: .request) }

    static func find(_ call: OperationCall) throws(Problem) -> Stored<LocalUser> {
        let name = call.path("name").lowercased()
        guard let stored = try call.snapshot().users[name] else {
            throw Problem(.notFound, "there is no user '\(name)'")
        }
        return stored
    }
}
