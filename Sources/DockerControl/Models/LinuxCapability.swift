/// A capability that a container may keep (capabilities(7)): those that Docker gives by default, and no other.
package enum LinuxCapability: String, Sendable, CaseIterable {
    case auditWrite = "AUDIT_WRITE"
    case chown = "CHOWN"
    case dacOverride = "DAC_OVERRIDE"
    case fowner = "FOWNER"
    case fsetid = "FSETID"
    case kill = "KILL"
    case mknod = "MKNOD"
    case netBindService = "NET_BIND_SERVICE"
    case netRaw = "NET_RAW"
    case setfcap = "SETFCAP"
    case setgid = "SETGID"
    case setpcap = "SETPCAP"
    case setuid = "SETUID"
    case sysChroot = "SYS_CHROOT"

    /// Parses `CHOWN`, also `CAP_CHOWN`, capital or not; nil for every capability that containers do not get.
    package init?(_ text: String) {
        let name = text.uppercased()
        self.init(rawValue: name.hasPrefix("CAP_") ? String(name.dropFirst(4)) : name)
    }
}
