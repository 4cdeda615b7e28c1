internal import Glibc

extension Settings {
    /// Whether this process may bind to low ports.
    static var isRoot: Bool { geteuid() == 0 }

    /// Reads every setting once, and checks those that depend on each other.
    ///
    /// Throws `SettingProblem` for the first one that is refused.
    init(_ sources: SettingSources, isRoot: Bool = Settings.isRoot) throws(SettingProblem) {
        self.init(isRoot: isRoot)
        for setting in SettingCatalogue.all {
            guard let (text, origin) = try sources.value(of: setting) else { continue }
            try setting.assign(text, from: origin, to: &self)
        }
        try checkPorts()
        try checkSizes()
    }

    private func checkPorts() throws(SettingProblem) {
        var names: [UInt16: String] = [:]
        let ports =
            listeners.httpPorts.map { ("HTTP_PORT", $0) } + listeners.httpsPorts.map { ("HTTPS_PORT", $0) } + [
                ("API_PORT", listeners.apiPort), ("PROXY_PROTOCOL_PORT", listeners.proxyProtocolPort),
            ]
        for (name, port) in ports where port != 0 {
            guard let other = names.updateValue(name, forKey: port) else { continue }
            throw SettingProblem(
                name: name, reason: other == name ? "\(port) is there twice" : "\(port) is also the \(other)",
                example: "\(port &+ 1)", origin: nil)
        }
        guard !names.isEmpty else {
            throw SettingProblem(
                name: "HTTP_PORT", reason: "every listener is switched off", example: "8080", origin: nil)
        }
    }

    private func checkSizes() throws(SettingProblem) {
        guard limits.requestLine <= limits.head else {
            throw SettingProblem(
                name: "MAX_REQUEST_LINE",
                reason: "\(ByteSize.text(limits.requestLine)) is more than MAX_HEADER_SIZE, of which it is a part",
                example: "16KiB", origin: nil)
        }
    }
}
