/// Writes commands as RESP arrays of bulk strings, the only form in which clients send (Redis protocol, "Sending commands").
enum RedisCommandEncoder {
    /// Appends one command to a buffer.
    static func append(_ command: [RedisArgument], to buffer: inout [UInt8]) {
        buffer.append(0x2A)
        appendLine(command.count, to: &buffer)
        for argument in command {
            buffer.append(0x24)
            appendLine(argument.bytes.count, to: &buffer)
            buffer.append(contentsOf: argument.bytes)
            buffer.append(0x0D)
            buffer.append(0x0A)
        }
    }

    private static func appendLine(_ number: Int, to buffer: inout [UInt8]) {
        buffer.append(contentsOf: String(number).utf8)
        buffer.append(0x0D)
        buffer.append(0x0A)
    }
}
