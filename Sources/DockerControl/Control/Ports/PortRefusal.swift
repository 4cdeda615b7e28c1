/// Why a port of the host cannot be had, whoever asks.
package struct PortRefusal: Sendable, Equatable {
    /// The rule in one word, such as `restricted_port`.
    package let rule: String
    /// JSON Pointer to the offending member of the port.
    package let pointer: String
    /// One sentence for the person who asked.
    package let detail: String
    /// The setting that decides.
    package let setting: String

    /// Makes a refusal.
    package init(rule: String, pointer: String, detail: String, setting: String) {
        self.rule = rule
        self.pointer = pointer
        self.detail = detail
        self.setting = setting
    }
}
