# What both launchers do the same way, the repository's and the archive's; sourced by them.

java_major() {
  "$1" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -n 1
}

# run_heartwire CLASSPATH COMMAND...: becomes the command line, run by $java.
run_heartwire() {
  local class_path=$1 collector=() tuning=()
  shift
  # Where a machine is small the JVM would choose the serial collector, which is away for 100 ms and
  # more while thousands log in; left to itself G1 lets its young generation grow until that takes it
  # 60 to 100 ms, too. Whoever names a collector gets that one, as it is.
  case ${HEARTWIRE_JAVA_OPTIONS:-} in
    *-XX:+Use*GC*) ;;
    *) collector=(-XX:+UseG1GC -XX:MaxGCPauseMillis=20) ;;
  esac
  # Short commands start faster with the first compiler only; servers and fleets get both.
  case ${1:-} in
    # Netty's JFR events load their classes at the first accept, which blocks a loop for 100 ms and more.
    serve | fleet | connect | demo) tuning=(-Dio.netty.jfr.enabled=false ${collector[@]+"${collector[@]}"}) ;;
    *) tuning=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC) ;;
  esac
  # shellcheck disable=SC2086
  exec "$java" --enable-native-access=ALL-UNNAMED ${tuning[@]+"${tuning[@]}"} ${HEARTWIRE_JAVA_OPTIONS:-} \
    -cp "$class_path" io.heartwire.cli.Heartwire "$@"
}
