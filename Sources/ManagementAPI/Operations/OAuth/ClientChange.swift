internal import ProxyModel

/// What an operator decides about a client.
struct ClientChange: Sendable {
    var isTrusted = false
    var isDisabled = false

    static let schema = ObjectSchema<ClientChange>(
        "ClientChange", blank: { ClientChange() },
        fields: [
            Field("trusted", \.isTrusted, .flag, default: false, "Whether no consent is asked for it."),
            Field("disabled", \.isDisabled, .flag, default: false, "Whether it is refused; it ends what it holds."),
        ])
}
