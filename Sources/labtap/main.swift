import Sensor
print(try observe(Array(CommandLine.arguments.dropFirst())))
