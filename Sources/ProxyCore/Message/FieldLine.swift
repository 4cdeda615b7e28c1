/// One field line of a `HeaderBlock` in 16 bytes: what it is and where its parts are.
package struct FieldLine: Sendable {
    /// The name, when it is a known one.
    package var name: FieldName
    /// What the proxy has to know about the line.
    package var flags: Flags
    /// Number of bytes of the name.
    package var nameLength: UInt16
    /// Offset of the name in the block.
    package var nameOffset: UInt32
    /// Offset of the value, without surrounding white space.
    package var valueOffset: UInt32
    /// Number of bytes of the value, without surrounding white space.
    package var valueLength: UInt32

    /// State of a field line.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        @inline(__always)
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The line is not forwarded and not found by name; its bytes stay readable.
        package static var removed: Flags { @inline(__always) get { Flags(rawValue: 1) } }
        /// The raw bytes are not exactly `name: value CRLF`, so an encoder spells the line anew.
        package static var irregular: Flags { @inline(__always) get { Flags(rawValue: 2) } }
    }

    /// Whether the line was removed.
    @inline(__always)
    package var isRemoved: Bool { self.flags.contains(.removed) }

    /// Where the name is.
    package var nameRange: ByteRange { ByteRange(offset: self.nameOffset, length: UInt32(self.nameLength)) }

    /// Where the value is.
    package var valueRange: ByteRange { ByteRange(offset: self.valueOffset, length: self.valueLength) }

    /// Offset behind the CRLF of a line that is not irregular.
    @inline(__always)
    var regularEnd: Int { Int(self.valueOffset) &+ Int(self.valueLength) &+ 2 }
}
