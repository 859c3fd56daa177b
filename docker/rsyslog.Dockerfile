# The collector of compose.yaml: rsyslog follows the file that the sensor writes.
ARG RUNTIME_IMAGE=debian:bookworm-slim
FROM ${RUNTIME_IMAGE}
# The sensor's own number, so that it may read the sensor's file and nothing else.
RUN apt-get update -q \
  && apt-get install -y -q --no-install-recommends rsyslog rsyslog-kafka \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10477 --no-create-home --shell /usr/sbin/nologin collector \
  && install -d -o collector -g collector /var/log/labtap /var/spool/labtap
COPY rsyslog.conf /etc/rsyslog.conf
COPY rsyslog-kafka.conf /etc/rsyslog-kafka.conf
USER collector
ENTRYPOINT ["rsyslogd", "-n", "-i", "NONE"]
CMD ["-f", "/etc/rsyslog.conf"]
