/// Who calls an operation.
enum Caller: Sendable, Hashable {
    /// Without a token.
    case anonymous
    /// With `ADMIN_TOKEN`.
    case admin
    /// With the token of this name.
    case token(String)

    var isAdmin: Bool { self == .admin }

    /// What becomes the owner of a record that the caller creates.
    var ownerName: String? {
        if case .token(let name) = self { name } else { nil }
    }

    /// Whether the caller may see and change a record with this owner.
    func owns(_ owner: String?) -> Bool {
        switch self {
        case .admin: true
        case .token(let name): owner == name
        case .anonymous: false
        }
    }

    /// The name for the audit log.
    var logName: String {
        switch self {
        case .anonymous: "-"
        case .admin: "ADMIN"
        case .token(let name): name
        }
    }
}
