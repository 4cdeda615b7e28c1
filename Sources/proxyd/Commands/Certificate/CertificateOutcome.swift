internal import ProxyModel

/// What has become of a certificate that was waited for.
struct CertificateOutcome {
    /// Whether it is there, and the last attempt to have another one did not fail.
    let isThere: Bool
    /// The same for a person; of a failure also when it is tried again.
    let words: String

    /// Reads the status that the management API tells.
    init(of name: String, _ status: JSONValue) {
        let word = status["status"]?.stringValue ?? ""
        let end = status["expires_at"]?.stringValue
        isThere = ["issued", "active"].contains(word) && status["last_error"] == .null
        guard !isThere else {
            words = "\(name) is \(word) until \(end ?? "")."
            return
        }
        var state = "not issued"
        if status["is_settled"] == false {
            state = "not there yet"
        } else if word == "revoked" {
            state = "revoked"
        } else if let end {
            state = "not renewed (the one at hand: until \(end))"
        }
        var message = status["message"]?.stringValue ?? ""
        if message.hasSuffix(".") { message.removeLast() }
        var parts = ["\(name): \(state): \(message)"]
        if let link = status["link"]?.stringValue { parts.append("open \(link)") }
        if let next = status["next_attempt"]?.stringValue { parts.append("tried again at \(next)") }
        words = parts.joined(separator: "; ")
    }
}
