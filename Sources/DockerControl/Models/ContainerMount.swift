internal import ProxyModel

/// Something that is mounted into a container.
package struct ContainerMount: Sendable, Equatable {
    /// Where the content comes from.
    package enum Source: Sendable, Equatable {
        /// A volume of the engine, made when it does not exist.
        case volume(EngineName)
        /// A part of the host's file system; it must exist.
        case bind(BindSource)
        /// Memory, at most so many bytes, that is empty at each start.
        case memory(bytes: UInt64)
    }

    /// Where the content comes from.
    package let source: Source
    /// Where it is seen.
    package let target: ContainerPath
    /// Whether the container cannot change it.
    package let isReadOnly: Bool

    /// Makes a mount.
    package init(_ source: Source, at target: ContainerPath, isReadOnly: Bool = false) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }

    var document: JSONValue {
        var document: JSONObject = ["Target": .string(target.description), "ReadOnly": .bool(isReadOnly)]
        switch source {
        case .volume(let name):
            document["Type"] = "volume"
            document["Source"] = .string(name.description)
        case .bind(let path):
            document["Type"] = "bind"
            document["Source"] = .string(path.description)
            document["BindOptions"] = ["Propagation": "rprivate"]
        case .memory(let bytes):
            document["Type"] = "tmpfs"
            document["TmpfsOptions"] = ["SizeBytes": .integer(Int64(clamping: bytes)), "Mode": 0o1777]
        }
        return .object(document)
    }
}
