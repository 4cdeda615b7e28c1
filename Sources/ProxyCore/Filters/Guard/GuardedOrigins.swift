/// The origins of guarded hosts (RFC 6454 §4), spelled as in the addresses of their resources.
struct GuardedOrigins {
    /// The port for HTTPS that clients see; 0 = it is switched off.
    let httpsPort: UInt16
    /// The port for plain HTTP that clients see.
    let httpPort: UInt16

    /// The origin of a host that these rules guard.
    func origin(of host: String, _ rules: GuardRules) -> String {
        guard self.httpsPort > 0, !rules.isPlain else {
            return "http://" + host + (self.httpPort == 80 ? "" : ":\(self.httpPort)")
        }
        return "https://" + host + (self.httpsPort == 443 ? "" : ":\(self.httpsPort)")
    }
}
