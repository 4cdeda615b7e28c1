internal import ProxyModel

extension JSONValue {
    /// The text of an argument that has to be a JSON object; throws `CommandFailure` naming the argument.
    static func object(_ text: String, for name: String) throws(CommandFailure) -> JSONValue {
        guard let json = try? JSONValue(parsing: Array(text.utf8)), json.objectValue != nil else {
            throw CommandFailure(
                .usage, "proxyd: \(name): '\(text)' is not a JSON object such as {\"name\": \"value\"}")
        }
        return json
    }
}
