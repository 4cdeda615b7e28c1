internal import ProxyModel

/// What has become of a service in a container that was waited for.
struct ServiceOutcome {
    /// Whether nothing more is under way.
    let isSettled: Bool
    /// Whether it is as it was asked to be.
    let isThere: Bool
    /// The same for a person.
    let words: String
    /// How far it is, for a line that changes; nil when there is nothing to tell.
    let progress: String?

    /// Why it waits; nil = it does not.
    let reason: String?
    /// What becomes of one that is not as it was asked to be, and what can be done.
    let prospect: String

    /// Reads a service as the management API shows it.
    init(_ service: JSONValue) {
        let name = service["service_name"]?.stringValue ?? "the service"
        let status = service["status"]?.stringValue ?? "pending"
        let failure = service["failure"] ?? .null
        reason = service["reason"]?.stringValue.map { TerminalText.harmless($0) }
        let retry = failure["retry_at"]?.stringValue.map { " and is tried again at \($0)" }
        let goesOn = failure == .null ? " and is gone on with by itself" : retry ?? " as it is"
        prospect = "\(name) stays on record\(goesOn); 'proxyd service delete \(name)' removes it."
        isSettled = service["is_settled"]?.boolValue ?? false
        isThere = isSettled && failure == .null && !["failed", "unhealthy"].contains(status)
        let percent = service["progress"]?["percent"]?.integerValue.map { " \($0) %" } ?? ""
        let text = service["progress"]?["text"]?.stringValue.map { ": " + TerminalText.harmless($0) } ?? ""
        progress = isSettled ? nil : "\(name): \(status)\(percent)\(text)"
        guard !isThere else {
            let ports = (service["exposed_ports"]?.arrayValue ?? []).compactMap(Self.address).joined(separator: ", ")
            words = "\(name) is \(status)\(ports.isEmpty ? "" : "; it is reached at \(ports)")."
            return
        }
        var lines = [
            failure["message"]?.stringValue.map { "\(name): \(status): " + TerminalText.harmless($0) }
                ?? "\(name) is \(status)" + (reason.map { ": \($0)" } ?? "")
        ]
        lines += (service["last_output"]?.arrayValue ?? []).compactMap(\.stringValue).suffix(20)
            .map { "  | " + TerminalText.harmless($0) }
        words = lines.joined(separator: "\n")
    }

    private static func address(_ port: JSONValue) -> String? {
        guard let number = (port["host_port"] ?? port["host"])?.integerValue,
            let bind = (port["bind_address"] ?? port["bind"])?.stringValue
        else { return nil }
        return bind.contains(":") ? "[\(bind)]:\(number)" : "\(bind):\(number)"
    }
}
