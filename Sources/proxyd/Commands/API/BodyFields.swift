internal import ArgumentParser
internal import ProxyModel

/// Any field of the request's body, for those that have no option of their own.
struct BodyFields: ParsableArguments {
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Any other field of the API, for example max_body_bytes=1048576; the value is JSON, or text.",
            valueName: "field=value"))
    var fields: [String] = []

    /// Adds the fields to a body; throws `CommandFailure` for a word without `=`.
    func add(to body: inout JSONObject) throws(CommandFailure) {
        for field in fields {
            guard let equals = field.firstIndex(of: "="), equals != field.startIndex else {
                throw CommandFailure(.usage, "proxyd: --set: '\(field)' is not field=value")
            }
            let text = String(field[field.index(after: equals)...])
            body[String(field[..<equals])] = (try? JSONValue(parsing: Array(text.utf8))) ?? .string(text)
        }
    }
}
